import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'

import type { Clock } from '../clock.ts'

/** A file of the folder: its text, or why it was not read. */
export type PluginFile =
  | { readonly file: string; readonly text: string }
  | { readonly file: string; readonly unread: string }

/** How often the folder is looked at: a mounted ConfigMap changes by a link, which not every file system announces. */
const LOOK_MS = 2_000
/** No ConfigMap is larger (https://kubernetes.io/docs/concepts/configuration/configmap/#motivation). */
const LIMIT_BYTES = 1024 * 1024

/** The manifests of a folder, by name. What begins with a dot is of the one who mounts. Throws where there is no folder. */
export async function readPluginFolder(folder: string): Promise<readonly PluginFile[]> {
  const names = await readdir(folder)
  const files = names.filter((name) => /^[^.].*\.(?:ya?ml|json)$/.test(name)).toSorted()
  return Promise.all(files.map((file) => readOne(folder, file)))
}

async function readOne(folder: string, file: string): Promise<PluginFile> {
  const path = join(folder, file)
  try {
    const { size } = await stat(path)
    if (size > LIMIT_BYTES) return { file, unread: 'is larger than any ConfigMap, 1 MiB' }
    return { file, text: await readFile(path, 'utf8') }
  } catch (error) {
    return {
      file,
      unread: `cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    }
  }
}

/** What came of looking at the folder again. */
export type FolderReading =
  | { readonly type: 'read'; readonly files: readonly PluginFile[] }
  | { readonly type: 'failed'; readonly error: unknown }

/** The folder each time that anything in it differs from `before`, or why it cannot be read now, until the signal aborts. */
export async function* followPluginFolder(
  folder: string,
  before: readonly PluginFile[],
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): AsyncGenerator<FolderReading> {
  let last: FolderReading = { type: 'read', files: before }
  while (!signal.aborted) {
    await clock.sleep(LOOK_MS, signal)
    const next = await look(folder)
    const same = next.type === 'failed' ? last.type === 'failed' : isDeepStrictEqual(last, next)
    last = next
    if (!same) yield next
  }
}

async function look(folder: string): Promise<FolderReading> {
  try {
    return { type: 'read', files: await readPluginFolder(folder) }
  } catch (error) {
    return { type: 'failed', error }
  }
}
