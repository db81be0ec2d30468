import { randomBytes } from 'node:crypto'
import { generate } from 'selfsigned'

/** A server's key and certificate, and the authority to trust for it; all PEM. */
export interface ServerCertificate {
  readonly key: string
  readonly cert: string
  readonly ca: string
}

export interface CertificateOptions {
  /** A year from now on, if missing. */
  readonly notBefore?: Date
  readonly notAfter?: Date
  /** In place of this machine's loopback names. */
  readonly names?: readonly string[]
}

/** Makes an authority and, signed by it, a certificate for this machine's loopback names. */
export async function makeServerCertificate({
  notBefore,
  notAfter,
  names,
}: CertificateOptions = {}): Promise<ServerCertificate> {
  // Two authorities of one name would be taken for each other, until a signature fails.
  const name = `fake-api-server-ca-${randomBytes(4).toString('hex')}`
  const authority = await generate([{ name: 'commonName', value: name }], {
    ...ELLIPTIC,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const server = await generate([{ name: 'commonName', value: 'fake-api-server' }], {
    ...ELLIPTIC,
    ...(notBefore === undefined ? {} : { notBeforeDate: notBefore }),
    ...(notAfter === undefined ? {} : { notAfterDate: notAfter }),
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names?.map((value) => ({ type: 2 as const, value })) ?? LOOPBACK,
      },
    ],
  })
  return { key: server.private, cert: server.cert, ca: authority.cert }
}

const LOOPBACK = [
  { type: 2 as const, value: 'localhost' },
  { type: 7 as const, ip: '127.0.0.1' },
  { type: 7 as const, ip: '::1' },
]

const ELLIPTIC = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const
