import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'

const build = promisify(execFile)

/** What a process said and how it ended. */
interface Said {
  readonly code: unknown
  readonly out: string
  readonly err: string
}

/** The program as it is built, in a folder of its own, with contexts and cache of its own. */
export interface BuiltArgus extends AsyncDisposable {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  run(line: readonly string[], options?: RunOptions): Promise<Said>
}

interface RunOptions {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
}

export async function buildArgus(): Promise<BuiltArgus> {
  const folder = await mkdtemp(join(tmpdir(), 'argus-cli-'))
  await build(process.execPath, [join(import.meta.dirname, '../build/file-main.ts'), folder])
  const env = {
    PATH: `${folder}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    ARGUS_CONFIG_DIR: join(folder, 'config'),
    ARGUS_CACHE_DIR: join(folder, 'cache'),
  }
  return {
    folder,
    env,
    async run(line, { input = '', env: more = {} } = {}) {
      const child = spawn(process.execPath, [join(folder, 'argus'), ...line], {
        env: { ...env, ...more },
      })
      const ended = once(child, 'close')
      child.stdin.end(input)
      const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
      const [code]: unknown[] = await ended
      return { code, out, err }
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
