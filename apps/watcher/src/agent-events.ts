import type { Metrics } from '@argus/service-kit/metrics'

import type { Logger } from './logger.ts'

/** What happens with agents that is worth counting. No keys, no tokens. */
export interface AgentEvents {
  readonly agentConnected: (agent: { readonly cluster: string; readonly version: string }) => void
  readonly agentLeft: (agent: { readonly cluster: string; readonly reason: string }) => void
  /** Somebody who says to be an agent was not let in, or not any longer. */
  readonly agentRefused: (refused: {
    readonly why: string
    readonly cluster: string | null
    readonly ip: string | null
  }) => void
}

export function createAgentEvents(metrics: Metrics, logger: Logger): AgentEvents {
  const connected = metrics.gauge('argus_watcher_agents', 'Agents whose line this replica holds')
  const refused = metrics.counter(
    'argus_watcher_agents_refused_total',
    'Agents that were not let in, or not any longer, by reason',
    ['why'],
  )
  return {
    agentConnected(agent) {
      connected.inc()
      logger.info(agent, 'an agent is connected')
    },
    agentLeft(agent) {
      connected.dec()
      logger.info(agent, 'the line of an agent has ended')
    },
    agentRefused(fields) {
      refused.inc({ why: fields.why })
      logger.warn(fields, 'an agent was refused')
    },
  }
}
