import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { freePort } from '@argus/testkit/free-port'
import { until } from '@argus/testkit/until'

import { call } from './client.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** The service as its own process, as it is deployed, on free ports. */
export interface AuthProcess extends AsyncDisposable {
  readonly service: { readonly url: string; readonly internalUrl: string }
  /** All it has written so far, on either stream. */
  output(): string
  /** Resolves with its exit code. */
  closed(): Promise<unknown>
  ready(): Promise<void>
  kill(signal: NodeJS.Signals): Promise<unknown>
}

export async function launchAuth(
  variables: Readonly<Record<string, string>>,
): Promise<AuthProcess> {
  const [port, internalPort] = [await freePort(), await freePort()]
  const env = {
    PATH: process.env['PATH'],
    ...variables,
    ARGUS_AUTH_PORT: `${port}`,
    ARGUS_AUTH_INTERNAL_PORT: `${internalPort}`,
  }
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = outputOf(child)
  const closed = once(child, 'close')
  const service = {
    url: `http://127.0.0.1:${port}`,
    internalUrl: `http://127.0.0.1:${internalPort}`,
  }
  return {
    service,
    output,
    closed: async () => (await closed)[0],
    async ready() {
      const answers = async () => (await call(`${service.url}/readyz`)).status === 200
      const ended = closed.then(() => {
        throw new Error(`auth ended before it was ready:\n${output()}`)
      })
      await Promise.race([until(answers, { what: 'auth to be ready', timeoutMs: 20_000 }), ended])
    },
    async kill(signal) {
      child.kill(signal)
      return (await closed)[0]
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await closed
    },
  }
}

function outputOf(child: ChildProcess): () => string {
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return () => text
}
