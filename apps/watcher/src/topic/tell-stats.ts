import { isDeepStrictEqual } from 'node:util'

import type { TopicStats } from '@argus/bus/publish'

import type { Reign, ReignContext } from './reign.ts'

/** What is told of a held Topic, and kept true beside it, every second. */
export interface StatsTeller {
  /** A list was completed. */
  readonly listed: () => void
  /** Also does this at each tick, instead of what was given before. */
  onTick(work: () => Promise<void>): void
}

const TELL_MS = 1_000

/** Tells a Topic's statistics while it is held. A failure is not its to report: the Lease depends on the same log. */
export function tellStats(
  { topic, lease, publisher, published, signal }: Reign,
  { log, clock, replica, events }: ReignContext,
): StatsTeller {
  let lists = 0
  let told: TopicStats | undefined
  let beside: () => Promise<void> = async () => {}
  const tick = async (): Promise<void> => {
    const relists = Math.max(lists - 1, 0)
    const stats = { objects: published.size, lag: publisher.lag, relists, replica }
    if (!isDeepStrictEqual(stats, told)) await log.setStats(lease, stats)
    told = stats
    events.stats(topic, stats)
    await beside()
  }
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await tick()
      } catch (error) {
        events.statsUntold(error)
      }
      await clock.sleep(TELL_MS, signal)
    }
  }
  run().catch(() => undefined) // Only the end of the reign ends it.
  return {
    listed: () => {
      lists += 1
      if (lists > 1) events.relisted(topic)
    },
    onTick: (work) => {
      beside = work
    },
  }
}
