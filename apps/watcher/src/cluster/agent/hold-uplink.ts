import { UplinkClose } from '@argus/contracts/agent-frame'
import { HEARTBEAT_MS, type TopicLogWriter, type Uplink } from '@argus/bus/publish'

import type { Clock } from '../../clock.ts'
import type { AgentLine } from './agent-line.ts'
import type { AgentLines } from './agent-lines.ts'

export interface HoldUplinkOptions {
  readonly log: Pick<TopicLogWriter, 'claimUplink' | 'keepUplink' | 'leaveUplink'>
  readonly lines: AgentLines
  readonly replica: string
  /** Tells the line from all others. */
  readonly name: string
  readonly clock: Clock
  readonly onAway: (error: unknown) => void
  /** Aborts when this replica stops. */
  readonly signal: AbortSignal
}

/** An agent whose line was cut dials again, mostly here: for so long its cluster stays where it is. */
const GRACE_MS = 10_000

/**
 * Has the topic log know where the line of an agent is, until another replica holds a newer one, or the agent has been
 * away for a while. Ends the line in the first case.
 */
export async function holdUplink(line: AgentLine, options: HoldUplinkOptions): Promise<void> {
  const { log, lines, replica, name, clock, onAway, signal } = options
  const { cluster, version, since } = line
  let lostAt: number | undefined
  line.signal.addEventListener('abort', () => (lostAt = clock.now()), { once: true })
  const uplink = (): Uplink => {
    const connected = lostAt === undefined
    return { cluster, line: name, replica, version, connected, since: lostAt ?? since }
  }
  const isOver = (): boolean => {
    if (signal.aborted) return true
    // The next line of the cluster speaks for it.
    if (lostAt !== undefined && lines.current(cluster) !== undefined) return true
    return lostAt !== undefined && clock.now() - lostAt > GRACE_MS
  }
  let claimed = false
  while (!isOver()) {
    try {
      if (!claimed) {
        await log.claimUplink(uplink())
        claimed = true
      } else if (!(await log.keepUplink(uplink()))) {
        line.end('another replica holds the line of this agent', UplinkClose.Replaced)
        return
      }
    } catch (error) {
      onAway(error)
    }
    await wait(line, clock, signal)
  }
  await log.leaveUplink(uplink()).catch(onAway)
}

/** Until it is to be noted again: a line that ends is noted at once. */
async function wait(line: AgentLine, clock: Clock, signal: AbortSignal): Promise<void> {
  const either = line.signal.aborted ? signal : AbortSignal.any([signal, line.signal])
  await clock.sleep(HEARTBEAT_MS, either).catch(() => undefined) // The loop asks itself.
}
