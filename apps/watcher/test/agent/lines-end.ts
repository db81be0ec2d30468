import { openTopicLogWriter } from '@argus/bus/publish'
import { agentsEndpoints } from '@argus/contracts/http/agents'
import { connectFleet } from '@argus/db/fleet'
import { createApp, listen } from '@argus/service-kit/http-server'
import { createMetrics } from '@argus/service-kit/metrics'
import { startFaultProxy, type FaultProxy } from '@argus/testkit/fault-proxy'
import { randomUUID } from 'node:crypto'

import { systemClock } from '../../src/clock.ts'
import { openAgentEndpoint } from '../../src/cluster/agent/agent-endpoint.ts'
import { AgentKeys } from '../../src/cluster/agent/agent-keys.ts'
import { AgentLines } from '../../src/cluster/agent/agent-lines.ts'
import { createRefusedAgents } from '../../src/cluster/agent/refused-agents.ts'
import { registerAgentCluster } from '../../src/cluster/change-cluster.ts'
import { createEvents, type Events } from '../../src/events.ts'
import { register } from '../../src/http/agents.ts'
import { watcherLogger } from '../../src/logger.ts'
import { startStand } from '../stand.ts'

/** The watcher's end of the lines of agents, without what else a watcher does. */
export interface LinesEnd extends AsyncDisposable {
  readonly lines: AgentLines
  /** Where agents register and dial. */
  readonly line: FaultProxy
  /** What must never happen: defects here, and agents that were refused. */
  readonly wrong: readonly string[]
  /** Registers a cluster with an agent, and answers its token. */
  register(cluster: string): Promise<string>
}

export async function openLinesEnd(): Promise<LinesEnd> {
  await using made = new AsyncDisposableStack()
  const stand = made.use(await startStand())
  const db = made.use(connectFleet(stand.database.url))
  const log = made.use(await openTopicLogWriter({ url: stand.redis.url }))
  const clock = systemClock
  const wrong: string[] = []
  const events: Events = {
    ...createEvents(createMetrics('watcher'), watcherLogger('silent')),
    bug: (doing, error) => void wrong.push(`${doing}: ${String(error)}`),
    agentRefused: ({ why }) => void wrong.push(`an agent was refused: ${why}`),
  }
  const refused = createRefusedAgents({ db, clock, events })
  const lines = new AgentLines(clock)
  let places = 0
  // Each agent is somewhere else: there are more of them than may come from one address.
  const address = () => `::${(places += 1).toString(16)}`
  const app = createApp({ ready: {} })
  const registryChanged = () => undefined
  const registering = { db, clock, address, refusedAgent: refused, registryChanged }
  app.post(agentsEndpoints.register.path, register(registering))
  const server = made.use(await listen(app, { port: 0, drainMs: 0 }))
  made.use(
    openAgentEndpoint(server.server, {
      db,
      log,
      clock,
      events,
      lines,
      address,
      refused,
      keys: new AgentKeys(),
      replica: 'one',
      isFollowed: () => true,
    }),
  )
  const line = made.use(await startFaultProxy(server))
  const kept = made.move()
  return {
    lines,
    line,
    wrong,
    async register(id) {
      const [userId, sessionId, requestId] = [randomUUID(), randomUUID(), randomUUID()]
      const actor = { userId, sessionId, requestId, email: 'tester@example.org', ip: null }
      const registered = await registerAgentCluster(
        { id, name: id, labels: {} },
        { db, actor, now: clock.now() },
      )
      return registered.made.token
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
