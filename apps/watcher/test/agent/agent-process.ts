import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { kubeconfigFor, type KubeconfigServer } from '@argus/fake-api-server/kubeconfig'

/** The agent of a cluster, as the program that it is. */
export interface AgentProcess extends AsyncDisposable {
  readonly child: ChildProcess
  /** Where it keeps its key. */
  readonly keyFile: string
  /** What it has written so far. */
  output(): string
  /** Ends it at once, and starts it again as it was. */
  restart(): Promise<void>
  kill(): Promise<void>
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>
}

export interface AgentOptions {
  readonly server: KubeconfigServer
  /** Where the watcher answers. */
  readonly url: string
  readonly token?: string
  /** A key that another agent has kept. */
  readonly keyFile?: string
  readonly env?: Readonly<Record<string, string>>
  /** Another program than that which is deployed. */
  readonly main?: string
}

const MAIN = fileURLToPath(new URL('../../../agent/src/main.ts', import.meta.url))

export async function startAgent(options: AgentOptions): Promise<AgentProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'argus-agent-'))
  const kubeconfig = join(folder, 'kubeconfig')
  await writeFile(kubeconfig, kubeconfigFor([options.server]))
  const { keyFile = join(folder, 'key'), main = MAIN } = options
  const env = {
    PATH: process.env['PATH'],
    ARGUS_URL: options.url,
    ARGUS_AGENT_PORT: '0',
    ARGUS_AGENT_KEY_FILE: keyFile,
    ARGUS_KUBECONFIG: kubeconfig,
    LOG_LEVEL: 'debug',
    ...(options.token !== undefined && { ARGUS_AGENT_TOKEN: options.token }),
    ...options.env,
  }
  let text = ''
  const run = (): ChildProcess => {
    const started = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    started.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    return started
  }
  let child = run()
  const end = async (how: NodeJS.Signals): Promise<void> => {
    child.kill(how)
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  const kill = (): Promise<void> => end('SIGKILL')
  return {
    get child() {
      return child
    },
    keyFile,
    output: () => text,
    kill,
    stop: () => end('SIGTERM'),
    async restart() {
      await kill()
      child = run()
    },
    async [Symbol.asyncDispose]() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
