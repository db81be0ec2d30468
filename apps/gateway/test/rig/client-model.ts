import { patchedItem } from '@argus/contracts/patched-item'
import { topicKey } from '@argus/contracts/topic'
import type {
  Count,
  GatewayFrame,
  Item,
  ViewEvent,
  ViewHeader,
} from '@argus/contracts/gateway-frame'

type InView = Exclude<
  Extract<GatewayFrame, { view: number }>,
  { type: 'view_added' | 'view_removed' }
>

export interface ModelView {
  /** The subscription that holds it. */
  readonly id: string
  header: ViewHeader
  at: string | undefined
  synced: number
  readonly items: Map<string, Item>
  /** By `health/namespace`. */
  readonly counts: Map<string, Count>
}

/** What a client holds, by the rules of the protocol; `faults` lists every frame that breaks them. */
export class ClientModel {
  readonly views = new Map<number, ModelView>()
  readonly faults: string[] = []
  /** What the client held before it dialled again: it resumes from there. */
  readonly #before: ClientModel | undefined
  /** Every Key that was ever named, `cluster:key` each. */
  readonly named = new Set<string>()

  constructor(before?: ClientModel) {
    this.#before = before
  }

  /** The items of all Views, by `cluster:key`. */
  get items(): ReadonlyMap<string, Item> {
    const all = [...this.views.values()].flatMap(({ header, items }) =>
      [...items].map(([key, item]) => [`${header.topic.cluster}:${key}`, item] as const),
    )
    return new Map(all)
  }

  viewsOf(id: string): readonly ModelView[] {
    return [...this.views.values()].filter((view) => view.id === id)
  }

  take(frame: GatewayFrame): void {
    switch (frame.type) {
      case 'subscribed':
        for (const header of frame.views) this.#open(frame.id, header)
        return
      case 'view_added': {
        const { type: _, id, ...header } = frame
        return this.#open(id, header)
      }
      case 'view_removed':
        if (!this.views.delete(frame.view)) this.faults.push(`removed unknown view ${frame.view}`)
        return
      case 'snapshot':
      case 'synced':
      case 'events':
      case 'bookmark':
      case 'counts':
      case 'status':
      case 'columns':
        return this.#inView(frame)
      case 'moved':
        return this.#move(frame)
      case 'ended':
        for (const { header } of this.viewsOf(frame.id)) this.views.delete(header.view)
        return
      case 'welcome':
      case 'refused':
      case 'goaway':
    }
  }

  #open(id: string, header: ViewHeader): void {
    if (this.views.has(header.view)) this.faults.push(`view ${header.view} was given twice`)
    const before = this.#before?.viewsOf(id)
    const held = before?.find((view) => topicKey(view.header.topic) === topicKey(header.topic))
    const items = new Map(held?.items)
    const counts = new Map<string, Count>()
    this.views.set(header.view, { id, header, at: held?.at, synced: 0, items, counts })
  }

  #inView(frame: InView): void {
    const view = this.views.get(frame.view)
    if (view === undefined) return void this.faults.push(`${frame.type} for unknown ${frame.view}`)
    switch (frame.type) {
      case 'snapshot':
        if (frame.first) view.items.clear()
        for (const { ...item } of frame.items) this.#set(view, item)
        return
      case 'synced':
        if (frame.resumed && view.at !== undefined && view.at !== frame.at)
          this.faults.push(`synced at ${frame.at}, not ${view.at}`)
        view.at = frame.at
        view.synced += 1
        return
      case 'events':
      case 'bookmark':
        this.#step(view, frame)
        return
      case 'counts':
        if (frame.first) view.counts.clear()
        for (const count of frame.counts) this.#count(view, count)
        return
      case 'status': {
        const { type: _, view: __, ...status } = frame
        view.header = { ...view.header, status }
        return
      }
      case 'columns':
        view.header = { ...view.header, shape: frame.shape }
    }
  }

  #step(view: ModelView, frame: Extract<GatewayFrame, { prev: string }>): void {
    if (view.at !== undefined && view.at !== frame.prev)
      this.faults.push(`${frame.type} from ${frame.prev}, held ${view.at}`)
    view.at = frame.at
    if (frame.type === 'bookmark') return
    for (const event of frame.events) this.#apply(view, event)
  }

  /** Each frame says something new, and what ends with 0 was there. */
  #count(view: ModelView, told: Count): void {
    const key = `${told.health}/${told.namespace ?? ''}`
    const held = view.counts.get(key)
    if (held !== undefined && held.changes >= told.changes)
      this.faults.push(`${key}: changes went from ${held.changes} to ${told.changes}`)
    if (told.count === 0) view.counts.delete(key)
    else view.counts.set(key, told)
  }

  #move(frame: Extract<GatewayFrame, { type: 'moved' }>): void {
    const view = this.views.get(frame.from)
    if (view === undefined) return void this.faults.push(`moved from unknown ${frame.from}`)
    for (const event of frame.events) {
      if (event.type !== 'MODIFIED' && (event.type === 'DELETED') !== view.items.has(event.key))
        this.faults.push(`moved: ${event.type} ${event.key}`)
    }
    this.#step(view, frame)
    this.views.delete(frame.from)
    this.views.set(frame.to, { ...view, header: { ...view.header, view: frame.to } })
  }

  #apply(view: ModelView, event: ViewEvent): void {
    this.#name(view, event.key)
    if (event.type === 'DELETED') view.items.delete(event.key)
    else if ('patch' in event) {
      const item = patchedItem(view.items.get(event.key), event)
      if (item === undefined) this.faults.push(`${event.key}: no patch for what is held`)
      else this.#set(view, item)
    } else {
      const { type: _, ...item } = event
      this.#set(view, item)
    }
  }

  /** Versions of an object that a client sees never go back. */
  #set(view: ModelView, item: Item): void {
    this.#name(view, item.key)
    const held = view.items.get(item.key)
    if (held !== undefined && held.uid === item.uid && held.changed > item.changed)
      this.faults.push(`${item.key} went back from ${held.changed} to ${item.changed}`)
    view.items.set(item.key, item)
  }

  #name({ header }: ModelView, key: string): void {
    this.named.add(`${header.topic.cluster}:${key}`)
  }
}
