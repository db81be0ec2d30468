import type { Item } from '@argus/contracts/gateway-frame'
import { CORE_GROUP } from '@argus/contracts/topic'
import type { LiveRequest } from '@argus/live-client/live-event'
import { z } from 'zod'

import type { ObjectAddress } from '../../search.ts'

const eventSchema = z.looseObject({
  type: z.string().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
  note: z.string().optional(),
  count: z.number().nullish(),
  firstTimestamp: z.string().nullish(),
  lastTimestamp: z.string().nullish(),
  eventTime: z.string().nullish(),
  series: z.looseObject({ count: z.number(), lastObservedTime: z.string().nullish() }).nullish(),
  source: z.looseObject({ component: z.string().optional() }).nullish(),
  reportingComponent: z.string().nullish(),
})

/** An event that Kubernetes recorded of an object. Times are milliseconds since the epoch. */
export interface ObjectEvent {
  readonly key: string
  readonly warning: boolean
  readonly reason: string
  readonly message: string
  /** Who recorded it. */
  readonly by: string
  readonly times: number
  readonly at: number
}

/** The events that name an object of this kind. */
export function eventsRequest(
  { cluster, namespace, name }: ObjectAddress,
  kind: string,
): LiveRequest {
  const about = [
    `object.involvedObject.kind == ${JSON.stringify(kind)}`,
    `object.involvedObject.name == ${JSON.stringify(name)}`,
  ]
  return {
    topic: { cluster, group: CORE_GROUP, resource: 'events' },
    shape: 'object',
    cel: about.join(' && '),
    // Those of an object without a namespace lie in one nevertheless.
    ...(namespace !== '' && { namespaces: [namespace] }),
  }
}

/** The newest first. */
export function eventsOf(items: Iterable<Item>): readonly ObjectEvent[] {
  return [...items]
    .flatMap((item): ObjectEvent[] => {
      const parsed = eventSchema.safeParse(item.object)
      return parsed.success ? [eventOf(item, parsed.data)] : []
    })
    .toSorted((a, b) => b.at - a.at || (a.key < b.key ? -1 : 1))
}

function eventOf({ key, created }: Item, event: z.infer<typeof eventSchema>): ObjectEvent {
  const { series, lastTimestamp, eventTime, firstTimestamp } = event
  const told = series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? firstTimestamp
  const at = Date.parse(told ?? '')
  return {
    key,
    warning: event.type === 'Warning',
    reason: event.reason ?? '',
    message: event.message ?? event.note ?? '',
    by: event.source?.component ?? event.reportingComponent ?? '',
    times: series?.count ?? event.count ?? 1,
    at: Number.isNaN(at) ? created : at,
  }
}
