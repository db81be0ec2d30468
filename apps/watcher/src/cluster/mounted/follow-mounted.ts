import { join } from 'node:path'

import type { Clock } from '../../clock.ts'
import { Bell } from '../../bell.ts'
import { FolderWatch } from './folder-watch.ts'
import { type MountedClusters, readMounted } from './mounted-clusters.ts'
import { listSecrets } from './secret-folder.ts'

/** What came of looking again. */
export type MountedReading =
  | ({ readonly type: 'read' } & MountedClusters)
  /** The folder itself cannot be read: nothing is known, so nothing changes. */
  | { readonly type: 'failed'; readonly error: unknown }

/** How often the folder is looked at where the system tells of no change. */
const LOOK_MS = 1_000

/** What the Secrets of a folder say each time that this differs from before, from `first` on, until the signal aborts. */
export async function* followMounted(
  root: string,
  first: MountedClusters,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): AsyncGenerator<MountedReading> {
  const bell = new Bell()
  using watch = new FolderWatch(() => bell.ring())
  let known = first
  let failed = false
  while (!signal.aborted) {
    // Watched before it is read: what changes in between rings.
    await arm(watch, root)
    try {
      const now = await readMounted(root, known.clusters)
      if (failed || tell(now) !== tell(known)) yield { type: 'read', ...now }
      known = now
      failed = false
    } catch (error) {
      if (!failed) yield { type: 'failed', error }
      failed = true
    }
    await bell.orAfter(LOOK_MS, { clock, signal })
  }
}

async function arm(watch: FolderWatch, root: string): Promise<void> {
  const secrets = await listSecrets(root).catch(() => [])
  watch.set([root, ...secrets.map((name) => join(root, name))])
}

function tell({ clusters, refused }: MountedClusters): string {
  const described = clusters.map(({ id, name, way }) => [id, name, way])
  return JSON.stringify([described, refused])
}
