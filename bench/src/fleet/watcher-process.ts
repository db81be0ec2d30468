import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { freePort } from '@argus/testkit/free-port'

const main = join(import.meta.dirname, '../../../apps/watcher/src/main.ts')

/** A watcher replica in a process of its own. Disposing kills it. */
export interface WatcherProcess extends AsyncDisposable {
  readonly replica: string
  readonly pid: number
  /** Where its debugger listens. */
  readonly inspector: string
  signal(signal: NodeJS.Signals): void
  /** Resolves when the process is gone. */
  readonly ended: Promise<unknown>
  /** The sum of a counter over all its labels; 0 where there is none. */
  count(metric: string): Promise<number>
}

export interface WatcherOptions {
  readonly replica: string
  readonly redisUrl: string
  readonly databaseUrl: string
  readonly kubeconfig: string
}

/** Starts a replica; nobody calls it, so it needs no auth. Resolves when it watches. */
export async function startWatcherProcess(options: WatcherOptions): Promise<WatcherProcess> {
  const nowhere = `http://127.0.0.1:${await freePort()}`
  const child = spawn(process.execPath, ['--inspect=127.0.0.1:0', main], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      ARGUS_WATCHER_PORT: '0',
      REDIS_URL: options.redisUrl,
      DATABASE_URL: options.databaseUrl,
      ARGUS_KEY_ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
      ARGUS_KUBECONFIG: options.kubeconfig,
      ARGUS_AUTH_URL: nowhere,
      ARGUS_AUTH_INTERNAL_URL: nowhere,
      ARGUS_SERVICE_TOKEN: 'a credential between services, for benches alone',
      ARGUS_REPLICA: options.replica,
      LOG_LEVEL: 'info',
    },
  })
  const ended = once(child, 'close')
  const inspector = await found(/listening on (ws:\S+)/, child.stderr)
  const url = await found(/"url":"([^"]+)".*"watching"/, child.stdout)
  child.stdout.resume()
  child.stderr.on('data', (piece: Buffer) => {
    // What the debugger says of itself is nothing that went wrong.
    const lines = String(piece).split('\n')
    const rest = lines.filter((line) => !/^Debugger |^For help, see/.test(line)).join('\n')
    if (rest.trim() !== '') console.error(rest)
  })
  return {
    replica: options.replica,
    pid: child.pid ?? 0,
    inspector,
    signal: (signal) => void child.kill(signal),
    ended,
    async count(metric) {
      const response = await fetch(`${url}/metrics`)
      return sumOf(metric, await response.text())
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** An address that a watcher prints when it is reached there. */
async function found(pattern: RegExp, output: Readable): Promise<string> {
  let text = ''
  for await (const piece of output.iterator({ destroyOnReturn: false })) {
    text += String(piece)
    const address = pattern.exec(text)?.[1]
    if (address !== undefined) return address
  }
  throw new Error(`a watcher ended before it watched: ${text.slice(-500)}`)
}

function sumOf(metric: string, text: string): number {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${metric}{`))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}
