import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { Failure } from '../failure.ts'
import { hasCode } from './private-file.ts'

/** Longer than whoever holds it may take: a refresh gives up after ten seconds. */
const DEAD_AFTER_MS = 20_000
const LOOK_EVERY_MS = 50
const PATIENCE_MS = 30_000

/**
 * Does a task while no other process of this user does one under the same path. A lock whose owner is gone is taken
 * over after twenty seconds. Throws a Failure where another holds it for longer than half a minute.
 */
export async function alone<T>(path: string, task: () => Promise<T>): Promise<T> {
  const mark = crypto.randomUUID()
  await take(path, mark)
  try {
    return await task()
  } finally {
    // Whoever took it over because we were too slow keeps it.
    if ((await markIn(path)) === mark) await rm(path, { force: true })
  }
}

async function take(path: string, mark: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      await writeFile(path, mark, { flag: 'wx', mode: 0o600 })
      return
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
    }
    await dropDead(path)
    if (performance.now() > until)
      throw new Failure({
        code: 'unavailable',
        happened: 'The session cannot be used now',
        why: `another argus has held ${path} for half a minute`,
        next: 'Look for one that hangs; if there is none, remove that file.',
      })
    await delay(LOOK_EVERY_MS)
  }
}

/** Moved away before it is removed: of several that find it dead, one moves this one, and none a new one unseen. */
async function dropDead(path: string): Promise<void> {
  const found = await markIn(path)
  const age = await ageOf(path)
  if (found === undefined || age === undefined || age < DEAD_AFTER_MS) return
  const aside = `${path}.${crypto.randomUUID()}`
  try {
    await rename(path, aside)
    if ((await markIn(aside)) === found) await rm(aside, { force: true })
    else await rename(aside, path)
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error // another was first
  }
}

async function ageOf(path: string): Promise<number | undefined> {
  try {
    return Date.now() - (await stat(path)).mtimeMs
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

async function markIn(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}
