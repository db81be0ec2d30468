import { readFile } from 'node:fs/promises'

import { loadKubeconfig } from '@argus/informer/credential'

import type { Clock } from '../clock.ts'
import { clusterIdOf } from './cluster-id.ts'
import type { DesiredCluster } from './desired-cluster.ts'

/** How often the file is looked at: a mounted one changes by a link, which not every file system announces. */
const LOOK_MS = 1_000

/** The clusters of a kubeconfig: each of its contexts is one. Throws a KubeconfigError where it cannot be used. */
export function readClusters(path: string): readonly DesiredCluster[] {
  return loadKubeconfig(path).map(({ context, server, commands, access }) => ({
    id: clusterIdOf(context),
    name: context,
    labels: {},
    source: 'kubeconfig',
    server,
    commands,
    // Credentials are read again by themselves.
    way: JSON.stringify([context, server, commands]),
    access,
  }))
}

/** The clusters of a kubeconfig each time it changes, or why it cannot be used now, until the signal aborts. */
export async function* followClusters(
  path: string,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): AsyncGenerator<Reading> {
  let before = await contentOf(path)
  while (!signal.aborted) {
    await clock.sleep(LOOK_MS, signal)
    const content = await contentOf(path)
    if (content === before) continue
    before = content
    yield read(path)
  }
}

/** What came of reading the file again. */
export type Reading =
  | { readonly type: 'read'; readonly clusters: readonly DesiredCluster[] }
  | { readonly type: 'failed'; readonly error: unknown }

function read(path: string): Reading {
  try {
    return { type: 'read', clusters: readClusters(path) }
  } catch (error) {
    return { type: 'failed', error }
  }
}

/** `undefined` while there is no such file: whoever replaces it may remove it first. */
async function contentOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return undefined // The next reading names the reason, if this was not only a moment.
  }
}
