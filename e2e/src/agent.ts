import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { choosePorts } from '@argus/constellation/ports'
import { httpProbe } from '@argus/constellation/probe'
import { inRepository } from '@argus/constellation/repository'
import { supervise } from '@argus/constellation/supervised-process'

import { writeKubeconfig, type RealCluster } from './fleet.ts'
import type { World } from './world.ts'

/** An agent beside a cluster, as the process that it is; its key outlives it until this is disposed of. */
export interface Agent extends AsyncDisposable {
  /** Ends the process, if there is one, and starts another with this token. */
  start(token: string): Promise<void>
}

/** The agent of a cluster, which dials the console of the world; nothing runs yet. */
export async function agentOf(server: RealCluster, { argus }: World): Promise<Agent> {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'argus-agent-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
  const kubeconfig = made.use(await writeKubeconfig([server]))
  const port = await choosePorts().choose(0)
  const run = (token: string) =>
    supervise({
      name: 'agent',
      command: process.execPath,
      args: ['--enable-source-maps', inRepository('apps/agent/src/main.ts')],
      cwd: inRepository('.'),
      env: {
        PATH: process.env['PATH'],
        ARGUS_URL: argus.consoleUrl,
        ARGUS_AGENT_TOKEN: token,
        ARGUS_AGENT_KEY_FILE: join(folder, 'key'),
        ARGUS_AGENT_PORT: `${port}`,
        ARGUS_KUBECONFIG: kubeconfig.path,
      },
      log: join(argus.dir, 'logs', 'agent.log'),
      probe: httpProbe(`http://127.0.0.1:${port}/livez`),
      onCrash: (line) => {
        throw new Error(line)
      },
    })
  let running: ReturnType<typeof run> | undefined
  made.defer(async () => running?.stop())
  const kept = made.move()
  return {
    async start(token) {
      await running?.stop()
      running = run(token)
      await running.ready()
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
