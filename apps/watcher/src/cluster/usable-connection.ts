import { X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'

import type { Connection } from '@argus/contracts/http/clusters'
import { Refusal } from '@argus/contracts/refusal-code'

/** Throws a Refusal where certificates are none or a key is not of its certificate: nobody could ever be reached so. */
export function requireUsable({
  certificateAuthority,
  clientCertificate: cert,
  clientKey: key,
}: Connection): void {
  if (certificateAuthority !== undefined && !isCertificate(certificateAuthority)) {
    throw new Refusal('invalid_request', 'connection.certificateAuthority: is no certificate')
  }
  if (cert === undefined || key === undefined || fit(cert, key)) return
  // What is wrong with it is not said: it may be said with a part of the key.
  throw new Refusal(
    'invalid_request',
    'connection.clientKey: is not the key of the certificate in connection.clientCertificate',
  )
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined
  } catch {
    return false
  }
}

function fit(cert: string, key: string): boolean {
  try {
    createSecureContext({ cert, key })
    return true
  } catch {
    return false
  }
}
