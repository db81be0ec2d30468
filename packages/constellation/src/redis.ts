import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { findRedisServer } from '@argus/testkit/redis'

import { redisProbe } from './probe.ts'
import { inRepository } from './repository.ts'
import { type Env, supervise, type SupervisedProcess } from './supervised-process.ts'

/** The Redis of a constellation. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string
  /** What it is, for a person. */
  readonly detail: string
  /** Missing where the address was given: it is not ours to stop. */
  readonly process: SupervisedProcess | undefined
}

export interface RedisOptions {
  /** The address of one that runs already. */
  readonly url?: string | undefined
  readonly port: number
  readonly dir: string
  readonly log: string
  readonly env: Env
  readonly onCrash: (line: string) => void
}

/** The given one, else a real server from PATH, else the one written in JavaScript. It keeps nothing on disk. */
export async function startRedis(options: RedisOptions): Promise<RedisServer> {
  const { url: given, port } = options
  if (given !== undefined) {
    return { url: given, detail: 'REDIS_URL', process: undefined, [Symbol.asyncDispose]: nothing }
  }
  const program = findRedisServer()
  const process = supervise({
    name: 'redis',
    ...(program === undefined ? STAND_IN(port) : realServer(program, port)),
    cwd: options.dir,
    env: options.env,
    log: options.log,
    probe: redisProbe(port),
    onCrash: options.onCrash,
  })
  return {
    url: `redis://127.0.0.1:${port}`,
    detail: program === undefined ? STAND_IN_DETAIL : await versionOf(program),
    process,
    [Symbol.asyncDispose]: () => process.stop(),
  }
}

const STAND_IN_DETAIL =
  'js-redis-server, written in JavaScript: install redis-server or valkey-server for speed'

const STAND_IN = (port: number) => ({
  command: process.execPath,
  args: [inRepository('packages/testkit/src/js-redis-main.ts'), `${port}`],
})

/** Loopback only and nothing kept: the watcher writes every Topic again after a restart. */
function realServer(command: string, port: number): { command: string; args: string[] } {
  const settings = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  return { command, args: ['--port', `${port}`, ...settings] }
}

async function versionOf(program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, ['--version'], { timeout: 5_000 })
  return `${program.split('/').at(-1)} ${/v=([\d.]+)/.exec(stdout)?.[1] ?? ''}`.trim()
}

async function nothing(): Promise<void> {}
