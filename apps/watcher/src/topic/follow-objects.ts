import type { Change } from '@argus/bus/publish'
import type { InformerTiming } from '@argus/informer/timing'

import type { Clock } from '../clock.ts'
import type { Description } from '../cluster/description.ts'
import type { Cluster } from '../cluster/registry.ts'
import type { Events } from '../events.ts'
import { changeOf } from './change-of.ts'
import type { Reign } from './reign.ts'
import type { StatusWriter } from './status-writer.ts'

export interface FollowContext {
  readonly cluster: Cluster
  readonly clock: Clock
  readonly random: () => number
  readonly events: Events
  readonly timing: Partial<InformerTiming>
  readonly listsAtOnce: () => number
  /** Counts the lists that were completed. */
  readonly onListed: () => void
  readonly signal: AbortSignal
}

/** Publishes every change of a served resource until the signal aborts. */
export async function followObjects(
  served: Extract<Description, { type: 'served' }>,
  reign: Reign,
  context: FollowContext & { readonly status: StatusWriter },
): Promise<void> {
  const { cluster, events, status } = context
  const { topic, publisher, published } = reign
  const withheld = new Set<string>()
  const { version, form, projector } = served
  const informer = cluster.reach.follow({
    ...topic,
    version,
    form,
    projector,
    seed: published,
    clock: context.clock,
    random: context.random,
    timing: context.timing,
    listsAtOnce: context.listsAtOnce,
    onReconnect: () => events.reconnected(topic),
    signal: context.signal,
  })
  for await (const batch of informer) {
    let changes: Change[] = []
    let time = context.clock.now()
    const publish = async (): Promise<void> => {
      await publisher.publish(changes, time)
      changes = []
    }
    for (const event of batch) {
      if ('time' in event) time = event.time
      const change = changeOf(event, { published, withheld })
      if (change !== undefined) changes.push(change)
      if (event.type === 'withheld') events.withheld(topic, event.key)
      if (event.type === 'synced') {
        events.listed(topic)
        context.onListed()
      }
      if (event.type !== 'status') continue
      await publish()
      await status.hear(event.status)
    }
    await publish()
    await status.withhold(withheld.size)
  }
}
