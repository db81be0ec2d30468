import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where a shell would find the first of these programs that is on PATH; `undefined` where none is. */
export function findProgram(...names: readonly string[]): string | undefined {
  // oxlint-disable-next-line node/no-process-env -- PATH is where a shell would look
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(executable)
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // Not there, or not ours to run.
  }
}
