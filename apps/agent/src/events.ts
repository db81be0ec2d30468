import type { Metrics } from '@argus/service-kit/metrics'

import type { Logger } from './logger.ts'
import type { LineEndType } from './uplink/state.ts'

/** What happens here that is worth counting; one helper each, a counter and a line. No contents, no keys. */
export interface Events {
  readonly lineOpened: () => void
  readonly lineEnded: (end: {
    readonly why: LineEndType
    readonly reason: string
    readonly delayMs: number
  }) => void
  /** A message was handed to the line: so many bytes, packed to so many. */
  readonly sent: (sizes: { readonly bytes: number; readonly packed: number }) => void
  readonly topics: (followed: number) => void
  readonly keyRotated: (key: string) => void
  readonly keyUnkept: (error: unknown) => void
  readonly unregistered: (error: unknown) => void
  readonly bug: (doing: string, error: unknown) => void
}

export function createEvents(metrics: Metrics, logger: Logger): Events {
  const open = metrics.gauge('argus_agent_line_open', '1 while the line to the watcher is open')
  const lines = metrics.counter('argus_agent_lines_total', 'Lines to the watcher that were opened')
  const ends = metrics.counter('argus_agent_line_ends_total', 'Lines that ended, by how', ['how'])
  const bytes = metrics.counter(
    'argus_agent_bytes_total',
    'Bytes of messages before they are packed',
  )
  const packed = metrics.counter('argus_agent_packed_bytes_total', 'Bytes handed to the line')
  const topics = metrics.gauge('argus_agent_topics', 'Resources that are followed')
  const bugs = metrics.counter('argus_agent_defects_total', 'Errors that nothing here expects')
  return {
    lineOpened() {
      open.set(1)
      lines.inc()
      logger.info('the line to the watcher is open')
    },
    lineEnded({ why, reason, delayMs }) {
      open.set(0)
      ends.inc({ how: why })
      const fields = { reason, again_ms: Math.round(delayMs) }
      if (why === 'refused') logger.error(fields, 'the watcher refuses this agent')
      else if (why === 'displaced') logger.error(fields, 'another agent took the place of this one')
      else logger.warn(fields, 'the line to the watcher has ended; it is dialled again')
    },
    sent(sizes) {
      bytes.inc(sizes.bytes)
      packed.inc(sizes.packed)
    },
    topics: (followed) => topics.set(followed),
    keyRotated: (key) => logger.info({ key }, 'a new key took the place of the old one'),
    keyUnkept: (error) => logger.error({ err: error }, 'the key of the agent cannot be kept'),
    unregistered: (error) =>
      logger.warn({ err: error }, 'the agent could not register; it is tried again'),
    bug(doing, error) {
      bugs.inc()
      logger.error({ err: error, doing }, 'a defect')
    },
  }
}
