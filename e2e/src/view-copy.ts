import type { GatewayFrame, Item, ViewEvent, ViewHeader } from '@argus/contracts/gateway-frame'
import { patchedItem } from '@argus/contracts/patched-item'
import type { TopicStatus } from '@argus/contracts/topic-status'

/** What a client holds of one View, by nothing but the rules of the protocol: a second opinion beside our own client. */
export class ViewCopy {
  readonly header: ViewHeader
  readonly items = new Map<string, Item>()
  status: TopicStatus
  /** Where the copy stands; missing until it was synced once. */
  at: string | undefined
  /** Whether it went on from where it was; missing until it was synced on this connection. */
  resumed: boolean | undefined
  /** Frames that did not continue it. */
  readonly holes: string[] = []

  constructor(header: ViewHeader, resume?: ViewCopy) {
    this.header = header
    this.status = header.status
    for (const [key, item] of resume?.items ?? []) this.items.set(key, item)
    this.at = resume?.at
  }

  take(frame: GatewayFrame): void {
    if (frame.type === 'snapshot') {
      if (frame.first) this.items.clear()
      for (const item of frame.items) this.items.set(item.key, item)
    } else if (frame.type === 'synced') {
      this.at = frame.at
      this.resumed = frame.resumed
    } else if (frame.type === 'status') {
      this.status = frame
    } else if (frame.type === 'events' || frame.type === 'bookmark' || frame.type === 'moved') {
      if (frame.at === this.at) return // two subscriptions that hold one View are both told
      if (frame.prev !== this.at) this.holes.push(`${frame.prev} → ${frame.at} at ${this.at}`)
      this.at = frame.at
      if (frame.type !== 'bookmark') for (const event of frame.events) this.#apply(event)
    }
  }

  #apply(event: ViewEvent): void {
    if (event.type === 'DELETED') this.items.delete(event.key)
    else if ('patch' in event) {
      const item = patchedItem(this.items.get(event.key), event)
      if (item === undefined) this.holes.push(`${event.key}: a patch from ${event.from}`)
      else this.items.set(event.key, item)
    } else this.items.set(event.key, event)
  }
}
