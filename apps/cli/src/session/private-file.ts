import { chmod, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

import type { z } from 'zod'

import { Failure } from '../failure.ts'

/**
 * Reads a file that nobody else may read; `undefined` where there is none. Throws a Failure `unsafe_file` where others
 * may read it or could have written it, or where it says what it cannot. Windows has no such modes: there the folder of
 * the user's profile keeps others out.
 */
export async function readPrivate<S extends z.ZodType>(
  path: string,
  schema: S,
): Promise<z.infer<S> | undefined> {
  let text: string
  try {
    await using file = await open(path, 'r')
    refuseShared(path, await file.stat())
    text = await file.readFile('utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
  const read = schema.safeParse(json(text))
  if (read.success) return read.data
  throw new Failure({
    code: 'unsafe_file',
    happened: `${path} cannot be read`,
    why: 'it is not as argus writes it',
    next: 'Remove it and log in again: argus login.',
  })
}

/** Writes it whole or not at all, readable by its owner alone. */
export async function writePrivate(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${crypto.randomUUID()}`
  try {
    await using file = await open(draft, 'wx', 0o600)
    await file.writeFile(`${JSON.stringify(value, undefined, 2)}\n`)
    await file.sync()
    // The umask may only have taken away from 0600, and a folder may have given more by its ACL.
    if (process.platform !== 'win32') await chmod(draft, 0o600)
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

export const removePrivate = (path: string): Promise<void> => rm(path, { force: true })

/** Whether an error of the system is of this kind: `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

function refuseShared(
  path: string,
  { mode, uid }: { readonly mode: number; readonly uid: number },
): void {
  if (process.platform === 'win32') return
  const shared = (mode & 0o077) !== 0
  const foreign = process.getuid !== undefined && uid !== process.getuid()
  if (!shared && !foreign) return
  throw new Failure({
    code: 'unsafe_file',
    happened: `${path} is not used`,
    why: foreign ? 'it belongs to somebody else' : 'others can read or change it',
    next: foreign
      ? 'Remove it, or set ARGUS_CONFIG_DIR to a folder of your own.'
      : `If nobody did, take that away: chmod 600 ${path}. Otherwise end the session: argus logout --all.`,
  })
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the schema says that it is not as we write it
  }
}
