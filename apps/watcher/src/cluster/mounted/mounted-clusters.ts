import { basename, join } from 'node:path'

import type { Connection } from '@argus/contracts/http/clusters'
import type { Credential } from '@argus/informer/cluster-access'

import { clusterIdOf } from '../cluster-id.ts'
import type { ReachedCluster } from '../desired-cluster.ts'
import { refusalText } from '../given/judge-fields.ts'
import { readSecretCluster } from './secret-cluster.ts'
import { listSecrets, readSecret } from './secret-folder.ts'

/** What the Secrets of a folder say at one moment. */
export interface MountedClusters {
  readonly clusters: readonly ReachedCluster[]
  readonly refused: readonly RefusedSecret[]
}

/** A Secret that cannot be used, and why; nothing secret is in it. */
interface RefusedSecret {
  readonly folder: string
  readonly why: string
}

/**
 * Reads every Secret of the folder; rejects where that itself cannot be read. A Secret that cannot be used any more leaves
 * its cluster as it was `before`, so that people see why it is not reached; one that is gone takes its cluster along.
 */
export async function readMounted(
  root: string,
  before: readonly ReachedCluster[] = [],
): Promise<MountedClusters> {
  const folders = await listSecrets(root)
  const read = await Promise.all(folders.map((name) => readOne(join(root, name))))
  const clusters = read.flatMap((one) =>
    one.type === 'cluster' ? [one.cluster] : before.filter(({ id }) => id === idOf(one.folder)),
  )
  const refused = read.filter((one) => one.type === 'refused')
  return { clusters, refused: refused.map(({ folder, why }) => ({ folder, why })) }
}

type Read =
  | { readonly type: 'cluster'; readonly cluster: ReachedCluster }
  | ({ readonly type: 'refused' } & RefusedSecret)

async function readOne(path: string): Promise<Read> {
  const folder = basename(path)
  try {
    const { name, given } = readSecretCluster(folder, await readSecret(path))
    if (given.type === 'refused') {
      return { type: 'refused', folder, why: refusalText('The Secret', given.refusals) }
    }
    const { server } = given.connection
    const current = () => readCredential(path, server)
    return {
      type: 'cluster',
      cluster: {
        id: idOf(folder),
        name,
        labels: {},
        source: 'secret',
        server,
        commands: [],
        // All else is read again by itself.
        way: JSON.stringify([folder, server]),
        access: { server, credential: { current, refresh: current } },
      },
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { type: 'refused', folder, why: `The Secret cannot be read: ${why}` }
  }
}

/** The id comes from the folder, which the operator chose: what a Secret says of itself must not name another cluster. */
function idOf(folder: string): string {
  return clusterIdOf(folder.replace(/(?<=.)-kubeconfig$/, ''))
}

/** Read for every request, so that a new one serves the next. A credential of another address is never shown to this one. */
async function readCredential(path: string, server: string): Promise<Credential> {
  const { given } = readSecretCluster(basename(path), await readSecret(path).catch(unreadable))
  if (given.type === 'refused') throw new Error(refusalText('its Secret', given.refusals))
  if (given.connection.server !== server) throw new Error('its Secret names another address now')
  return credentialOf(given.connection)
}

/** People who may see the cluster read this: paths of the watcher are not for them. */
function unreadable(cause: unknown): never {
  throw new Error("its Secret cannot be read; the watcher's log says why", { cause })
}

function credentialOf({
  certificateAuthority: ca,
  clientCertificate: cert,
  clientKey: key,
  tlsServerName: servername,
  token,
}: Connection): Credential {
  return {
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(servername === undefined ? {} : { servername }),
    },
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
}
