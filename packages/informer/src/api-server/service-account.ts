import { readFile } from 'node:fs/promises'
import { isIPv6 } from 'node:net'
import { join } from 'node:path'

import type { ClusterAccess, Credential } from './cluster-access.ts'

/** Where Kubernetes mounts them (https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/). */
export const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount'

/** The API server of the cluster that this process runs in, as Kubernetes tells it to every container. */
export interface ServiceAccount {
  readonly host: string
  readonly port: number
  /** Where the token of the service account and the authority of the cluster are mounted. */
  readonly folder: string
}

/**
 * Reaches the cluster that this process runs in as the service account that it runs as; its token is renewed in its file,
 * and read for every request. A call throws where it is not mounted.
 */
export function serviceAccountAccess({ host, port, folder }: ServiceAccount): ClusterAccess {
  const current = () => readServiceAccount(folder)
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`
  return { server, credential: { current, refresh: current } }
}

async function readServiceAccount(folder: string): Promise<Credential> {
  try {
    const [ca, token] = await Promise.all(
      ['ca.crt', 'token'].map((file) => readFile(join(folder, file), 'utf8')),
    )
    return { tls: { ca: ca ?? '' }, authorization: `Bearer ${token?.trim()}` }
  } catch (cause) {
    throw new Error(
      'the service account is not mounted; set automountServiceAccountToken for this Pod',
      { cause },
    )
  }
}
