import { generate } from 'selfsigned'

/**
 * A certificate for 127.0.0.1, or another address of this machine, that signs itself: whoever trusts `cert` trusts what shows
 * it. As PEM.
 */
export async function loopbackCertificate(
  name: string,
  ip = '127.0.0.1',
): Promise<{ readonly key: string; readonly cert: string }> {
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip }] }],
  })
  return { key: made.private, cert: made.cert }
}
