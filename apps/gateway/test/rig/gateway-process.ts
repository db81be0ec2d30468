import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { until } from '@argus/testkit/until'

import { SERVICE_TOKEN } from './fake-auth.ts'
import { ORIGIN } from './rig.ts'

const main = join(import.meta.dirname, '../../src/main.ts')

/** A gateway as it is deployed: a process of its own. Disposing kills it. */
export interface GatewayProcess extends AsyncDisposable {
  readonly pid: number
  /** What it logged so far, a line each. */
  readonly lines: readonly string[]
  /** Asks it to stop; resolves with its exit code when it has. */
  stop(): Promise<unknown>
  /** Stops it where it is; its connections stay open. */
  freeze(): void
  goOn(): void
}

/** Resolves when it listens. */
export async function startGatewayProcess(
  {
    redis,
    auth,
  }: { readonly redis: { readonly url: string }; readonly auth: { readonly url: string } },
  env: Readonly<Record<string, string>>,
): Promise<GatewayProcess> {
  const child = spawn(process.execPath, [main], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      // oxlint-disable-next-line node/no-process-env -- a process cannot be found without it
      PATH: process.env['PATH'],
      REDIS_URL: redis.url,
      ARGUS_AUTH_URL: auth.url,
      ARGUS_AUTH_INTERNAL_URL: auth.url,
      ARGUS_SERVICE_TOKEN: SERVICE_TOKEN,
      ARGUS_ALLOWED_ORIGINS: ORIGIN,
      ARGUS_GATEWAY_SOCKETS_PER_ADDRESS: '10000',
      ARGUS_GATEWAY_SOCKETS_PER_USER: '10000',
      ...env,
    },
  })
  const ended = once(child, 'exit')
  const lines: string[] = []
  createInterface(child.stdout).on('line', (line) => lines.push(line))
  await until(() => lines.some((line) => line.includes('"listening"')), {
    what: 'a gateway that listens',
    timeoutMs: 20_000,
  })
  const { pid } = child
  if (pid === undefined) throw new Error('a gateway without a process')
  return {
    pid,
    lines,
    async stop() {
      child.kill('SIGTERM')
      return (await ended)[0]
    },
    freeze: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
