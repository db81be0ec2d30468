import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'

import { startRunning, type Running } from './running.ts'
import { openScreen, type Screen } from './screen.ts'

const build = promisify(execFile)
const BUILD = join(import.meta.dirname, '../../../apps/cli/build/file-main.ts')

/** What a process said in a pipe, and how it ended. */
interface Said {
  readonly code: unknown
  readonly out: string
  readonly err: string
}

/** `argus` as it is built, for one person: contexts, sessions and cache are theirs alone. */
export interface Person {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  /** In a pipe. */
  run(line: readonly string[], options?: RunOptions): Promise<Said>
  /** In a pipe, as long as it is wanted. */
  start(line: readonly string[]): Running
  /** In a terminal; ended with the screen. */
  open(line: readonly string[], size?: { readonly columns: number; readonly rows: number }): Screen
}

interface RunOptions {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
}

export interface Program extends AsyncDisposable {
  readonly path: string
  person(name: string): Person
}

export async function buildProgram(): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), 'argus-cli-'))
  await build(process.execPath, [BUILD, folder])
  const path = join(folder, 'argus')
  return {
    path,
    person: (name) => personOf(path, join(folder, 'people', name)),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

function personOf(path: string, folder: string): Person {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    ARGUS_CONFIG_DIR: join(folder, 'config'),
    ARGUS_CACHE_DIR: join(folder, 'cache'),
  }
  return {
    folder,
    env,
    async run(line, { input = '', env: more = {} } = {}) {
      const child = spawn(process.execPath, [path, ...line], { env: { ...env, ...more } })
      const ended = once(child, 'close')
      child.stdin.end(input)
      const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
      const [code]: unknown[] = await ended
      return { code, out, err }
    },
    start: (line) => startRunning([process.execPath, path, ...line], env),
    open: (line, size) => openScreen([process.execPath, path, ...line], env, size),
  }
}
