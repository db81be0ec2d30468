import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { findProgram } from './find-program.ts'
import { followUs } from './follow-us.ts'
import { freePort } from './free-port.ts'

/** Which server: the native one, or the one in JavaScript, for machines without it (development and tests only). */
export type RedisKind = 'redis-server' | 'js'

/** A Redis on loopback. Disposing it stops it and removes its folder, unless the folder was given. */
export interface TestRedis extends AsyncDisposable {
  readonly kind: RedisKind | 'given'
  readonly url: string
  readonly port: number
  /** For the keys of a suite that shares a given server with others. */
  readonly prefix: string
  readonly running: boolean
  /** Kills it as a crash would; what it did not keep is gone. Resolves when the process is. */
  kill(): Promise<void>
  /** Kills it if it runs, and starts it again on the same port: empty, unless it persists. */
  restart(): Promise<void>
  /** Freezes it: connections stay open and nothing answers. */
  pause(): void
  resume(): void
  /** Resolves when the process has ended, however that came about. */
  ended(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export interface RedisOptions {
  /** redis-server or valkey-server where one is on PATH, unless given. */
  readonly kind?: RedisKind
  /** Folder of its data; a temporary one unless given. */
  readonly dir?: string
  /** A free port unless given. */
  readonly port?: number
  /** Keeps its data in `dir` over a restart. The JavaScript server cannot. */
  readonly persist?: boolean
  /** More lines of `redis.conf`, by name. The JavaScript server has none. */
  readonly settings?: Readonly<Record<string, string>>
  /** Makes it a sentinel, with these lines of `sentinel.conf`. */
  readonly sentinel?: readonly string[]
}

/**
 * Starts a Redis that answers when the promise resolves; throws with the server's own last lines when it cannot.
 * Without `kind`, the server of `TEST_REDIS_URL` is taken where that is set; such a one cannot be stopped.
 */
export async function startRedis(options: RedisOptions = {}): Promise<TestRedis> {
  // oxlint-disable-next-line node/no-process-env -- how a whole test run is told of its server
  const given = process.env['TEST_REDIS_URL']
  if (given !== undefined && options.kind === undefined) return givenRedis(given)
  const kind = options.kind ?? (findRedisServer() === undefined ? 'js' : 'redis-server')
  if (kind === 'js' && options.persist) throw new Error('The JavaScript Redis keeps no data')
  if (kind === 'js' && (options.settings ?? options.sentinel)) {
    throw new Error('The JavaScript Redis has no settings')
  }
  await using made = new AsyncDisposableStack()
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'argus-redis-')))
  if (options.dir === undefined) made.defer(() => rm(dir, { recursive: true, force: true }))
  await mkdir(dir, { recursive: true })
  const port = options.port ?? (await freePort())
  const run = (): Promise<Run> => launch(command(kind, { ...options, dir, port }), dir)
  if (options.sentinel) await writeFile(join(dir, SENTINEL), options.sentinel.join('\n'))

  let server: Run | undefined = await run()
  let last = server
  const kill = async (): Promise<void> => {
    server?.child.kill('SIGKILL')
    server = undefined
    await last.over
  }
  made.defer(kill)
  const kept = made.move()
  return {
    kind,
    url: `redis://127.0.0.1:${port}`,
    port,
    prefix: newPrefix(),
    get running() {
      return server?.child.exitCode === null && server.child.signalCode === null
    },
    kill,
    async restart() {
      await kill()
      last = server = await run()
    },
    pause: () => void server?.child.kill('SIGSTOP'),
    resume: () => void server?.child.kill('SIGCONT'),
    ended: async () => void (await last.over),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** The program of a native server on PATH: Redis, else Valkey. */
export function findRedisServer(): string | undefined {
  return findProgram('redis-server', 'valkey-server')
}

function givenRedis(url: string): TestRedis {
  const refuse = (): never => {
    throw new Error('The Redis of TEST_REDIS_URL is not ours to stop: ask for a kind instead')
  }
  return {
    kind: 'given',
    url,
    port: Number(new URL(url).port || '6379'),
    prefix: newPrefix(),
    running: true,
    kill: refuse,
    restart: refuse,
    pause: refuse,
    resume: refuse,
    ended: refuse,
    [Symbol.asyncDispose]: async () => {},
  }
}

function newPrefix(): string {
  return `test-${randomBytes(8).toString('hex')}`
}

type Command = readonly [program: string, ...args: string[]]

function command(kind: RedisKind, options: RedisOptions & { dir: string; port: number }): Command {
  const { dir, port, persist = false } = options
  if (kind === 'js') {
    return [
      process.execPath,
      fileURLToPath(new URL('js-redis-main.ts', import.meta.url)),
      `${port}`,
    ]
  }
  const program = findRedisServer()
  if (program === undefined) {
    throw new Error(
      'Neither redis-server nor valkey-server is on PATH: install one, or use the JavaScript Redis',
    )
  }
  if (options.sentinel) {
    // It may listen through TLS instead.
    const plain = options.sentinel.some((line) => line.startsWith('tls-port ')) ? 0 : port
    const listen = ['--bind', '127.0.0.1', '--port', `${plain}`, '--dir', dir]
    return [program, join(dir, SENTINEL), '--sentinel', ...listen]
  }
  const settings = {
    bind: '127.0.0.1',
    port: `${port}`,
    dir,
    save: '',
    appendonly: persist ? 'yes' : 'no',
    // A follower that is slow for a moment keeps its subscription; its limits are those of a production server.
    'client-output-buffer-limit': 'pubsub 256mb 64mb 30',
    ...options.settings,
  }
  return [program, ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])]
}

/** A sentinel writes what it learns into its configuration. */
const SENTINEL = 'sentinel.conf'

const READY_MS = 30_000

interface Run {
  readonly child: ChildProcess
  /** Resolves when the process is gone. */
  readonly over: Promise<unknown>
}

async function launch([program, ...args]: Command, cwd: string): Promise<Run> {
  // A process group of its own: Ctrl-C in a terminal reaches us first, and we stop it after its clients.
  const child = spawn(program, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  followUs(child)
  let said = ''
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>()
  const hear = (chunk: Buffer): void => {
    said = (said + chunk.toString('utf8')).slice(-2_000)
    if (/eady to accept connections|Sentinel ID is/.test(said)) resolve()
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const over = once(child, 'close')
  over.then(() => reject(new Error(`Redis did not start (${program}):\n${said.trim()}`)), reject)
  const late = setTimeout(() => void child.kill('SIGKILL'), READY_MS)
  try {
    await ready
  } finally {
    clearTimeout(late)
  }
  return { child, over }
}
