import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { access, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises'

import { followUs } from './follow-us.ts'
import { freePort } from './free-port.ts'
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries.ts'

/** A PostgreSQL on loopback, 16 unless its programs are given. Disposing it stops it and keeps the data. */
export interface PostgresServer extends AsyncDisposable {
  readonly port: number
  /** Address of its database `postgres`, with the credential of its superuser. */
  readonly url: string
  readonly running: boolean
  /** Starts it again on the same port and data; does nothing while it runs. */
  start(): Promise<void>
  /** Ends its connections and stops it, as an operator would; resolves when it is gone. */
  stop(): Promise<void>
  /** Kills it as a crash would; resolves when every one of its processes is gone. */
  kill(): Promise<void>
  /** Resolves when the server has ended, however that came about. */
  ended(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export interface PostgresOptions {
  /** Its data folder; made and initialised where it is empty, used as it is otherwise. */
  readonly dir: string
  /** A free port unless given. */
  readonly port?: number
  /** The folder of `initdb` and `postgres`; the embedded ones unless given. */
  readonly programs?: string
  /** False gives up what protects data against a power cut, for speed: for tests only. */
  readonly durable?: boolean
}

/** Starts a server that answers when the promise resolves. Throws with the server's own last lines when it cannot. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { dir, port = await freePort(), durable = true } = options
  const binaries = await postgresBinaries(options.programs)
  const password = await initialise(dir, binaries)
  let server: ChildProcess | undefined
  let over: Promise<unknown> = Promise.resolve()

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    server?.kill(signal)
    await over
  }
  const started: PostgresServer = {
    port,
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    get running() {
      return server !== undefined
    },
    async start() {
      if (server !== undefined) return
      const launched = launch({ dir, port, durable, binaries })
      server = launched.server
      const gone = (): void => {
        server = undefined
      }
      over = launched.over.then(gone, gone)
      await launched.ready
    },
    stop: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
    ended: async () => void (await over),
    [Symbol.asyncDispose]: () => end('SIGINT'),
  }
  await started.start()
  return started
}

async function initialise(dir: string, binaries: PostgresBinaries): Promise<string> {
  const secret = `${dir}.password`
  if (await exists(`${dir}/PG_VERSION`)) return (await readFile(secret, 'utf8')).trim()
  const password = randomBytes(24).toString('hex')
  await mkdir(dir, { recursive: true, mode: 0o700 })
  await writeFile(secret, `${password}\n`, { mode: 0o600 })
  const { owner } = binaries
  if (owner !== undefined) {
    await chown(dir, owner.uid, owner.gid)
    await chown(secret, owner.uid, owner.gid)
  }
  const flags = ['--username=postgres', '--encoding=UTF8', '--locale=C', '--no-sync']
  const initdb = spawn(
    binaries.initdb,
    [`--pgdata=${dir}`, '--auth=scram-sha-256', `--pwfile=${secret}`, ...flags],
    { ...owner, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const said = lastLines(initdb)
  const [code] = await once(initdb, 'close')
  if (code === 0) return password
  await rm(dir, { recursive: true, force: true })
  throw new Error(`PostgreSQL could not make its data folder ${dir}:\n${said()}`)
}

/** A server that was killed reads its log again first. */
const READY_MS = 60_000

interface Launch {
  readonly server: ChildProcess
  /** Resolves when the server accepts connections. */
  readonly ready: Promise<void>
  /** Resolves when the last of its processes is gone: each of them holds the pipe. */
  readonly over: Promise<unknown>
}

function launch(
  options: Required<Omit<PostgresOptions, 'programs'>> & { readonly binaries: PostgresBinaries },
): Launch {
  const { dir, port, durable, binaries } = options
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200']
  // Commits are written, though not to the disk: they outlive a crash of the server, as tests of outages need.
  const quick = ['fsync=off', 'full_page_writes=off']
  const server = spawn(
    binaries.postgres,
    [
      ...(durable ? settings : [...settings, ...quick]).flatMap((it) => ['-c', it]),
      '-D',
      dir,
      '-p',
      `${port}`,
    ],
    // A process group of its own: Ctrl-C in a terminal reaches us first, and we stop it after its clients.
    { ...binaries.owner, cwd: '/', detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const said = lastLines(server)
  const over = once(server, 'close')
  followUs(server, 'INT')
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>()
  server.stderr.on('data', (chunk: Buffer) => {
    if (chunk.includes('ready to accept connections')) resolve()
  })
  const fail = (why: string): void =>
    reject(new Error(`PostgreSQL did not start on port ${port} (${why}):\n${said()}`))
  const late = setTimeout(() => {
    fail(`not ready after ${READY_MS / 1_000} s`)
    server.kill('SIGQUIT')
  }, READY_MS)
  ready.then(
    () => clearTimeout(late),
    () => clearTimeout(late),
  )
  over.then(() => fail('it ended'), reject)
  return { server, ready, over }
}

/** The newest output of a process, for the message when it fails. */
function lastLines(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-2_000)
  })
  return () => text.trim()
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false // Not there, or not ours to see: initdb says which.
  }
}
