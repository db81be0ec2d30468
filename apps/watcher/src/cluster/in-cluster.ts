import { readFile } from 'node:fs/promises'
import { isIPv6 } from 'node:net'
import { join } from 'node:path'

import type { Credential } from '@argus/informer/cluster-access'

import { clusterIdOf } from './cluster-id.ts'
import type { DesiredCluster } from './desired-cluster.ts'

/** The cluster that the watcher itself runs in. */
export interface InCluster {
  /** What people call it, chosen by the operator. */
  readonly name: string
  readonly host: string
  readonly port: number
  /** Where the token of the service account and the authority of the cluster are mounted. */
  readonly folder: string
}

/** Where Kubernetes mounts them (https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/). */
export const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount'

/** Reached as the service account that the watcher runs as; its token is renewed in its file, and read for every request. */
export function inCluster({ name, host, port, folder }: InCluster): DesiredCluster {
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`
  const current = () => readServiceAccount(folder)
  return {
    id: clusterIdOf(name),
    name,
    labels: {},
    source: 'in-cluster',
    server,
    commands: [],
    way: server,
    access: { server, credential: { current, refresh: current } },
  }
}

async function readServiceAccount(folder: string): Promise<Credential> {
  try {
    const [ca, token] = await Promise.all(
      ['ca.crt', 'token'].map((file) => readFile(join(folder, file), 'utf8')),
    )
    return { tls: { ca: ca ?? '' }, authorization: `Bearer ${token?.trim()}` }
  } catch (cause) {
    throw new Error(
      'the service account is not mounted; set automountServiceAccountToken for the watcher',
      { cause },
    )
  }
}
