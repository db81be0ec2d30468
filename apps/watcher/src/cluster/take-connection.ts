import { X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'

import type { Connection } from '@argus/contracts/http/clusters'
import { Refusal } from '@argus/contracts/refusal-code'
import { hostOf, type Resolve } from '@argus/informer/resolve'

import { AddressRefusedError } from './address/guarded-resolve.ts'
import { refusalText } from './given/judge-fields.ts'
import { readKubeconfig } from './given/read-kubeconfig.ts'

/** How a caller says that a cluster is reached: field by field, by a kubeconfig, or not at all. */
export interface GivenConnection {
  readonly connection?: Connection | undefined
  readonly kubeconfig?: string | undefined
}

/**
 * The connection that was given. Throws a Refusal that names the field where it leads where no cluster may be, or nobody
 * could ever be reached by it. That a name leads nowhere now is not one: it is looked up again for every connection.
 */
export async function takeConnection(
  given: GivenConnection,
  guard: Resolve,
): Promise<Connection | undefined> {
  const taken = readGiven(given)
  if (taken !== undefined) await requireAdmitted(taken, guard)
  return taken
}

/** The same, wherever it leads. */
export function readGiven({ connection, kubeconfig }: GivenConnection): Connection | undefined {
  const taken = kubeconfig === undefined ? connection : connectionOf(kubeconfig)
  if (taken !== undefined) requireUsable(taken)
  return taken
}

function connectionOf(kubeconfig: string): Connection {
  const given = readKubeconfig(kubeconfig)
  if (given.type === 'accepted') return given.connection
  throw new Refusal('invalid_request', refusalText('The kubeconfig', given.refusals))
}

async function requireAdmitted({ server }: Connection, guard: Resolve): Promise<void> {
  try {
    await guard(hostOf(new URL(server)))
  } catch (error) {
    if (!(error instanceof AddressRefusedError)) return
    throw new Refusal('invalid_request', `connection.server: ${error.message}`)
  }
}

function requireUsable({
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
