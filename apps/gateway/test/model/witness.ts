import type { Count, GatewayFrame, Item } from '@argus/contracts/gateway-frame'
import type { ViewEvent, ViewHeader } from '@argus/contracts/gateway-frame'
import { patchedItem } from '@argus/contracts/patched-item'

import { mayBeNamed, mayBeTold, type Asked } from './requests.ts'
import type { Right } from './rights.ts'
import { isIn, isOf, isSame, numberIn, placeOf, type Seen } from './seen.ts'
import {
  keyOf,
  KINDS,
  NAMES,
  NAMESPACES,
  type Cluster,
  type Namespace,
  type Place,
} from './vocabulary.ts'
import type { Version, World } from './world.ts'

/** What a Witness judges by. */
export interface Law {
  readonly world: World
  /** Rights that may be in force: those of now, and those before that may not have been heard of. */
  readonly rights: () => readonly (readonly Right[])[]
  readonly asked: (id: string) => Asked | undefined
  /** The schedule's own name of a cluster; `undefined`: it is of no schedule, or of another. */
  readonly clusterOf: (real: string) => Cluster | undefined
  /** Whether something may have kept this client from a step, so that it was caught up. */
  readonly disturbed: () => boolean
}

/** The subscription that only shows whether a change of rights has arrived. */
export const PILOT = 'pilot'

/**
 * What one connection is told, judged frame by frame, and the copies a client has of it. Everything here is written from
 * the protocol's page, apart from the gateway's code and from other clients.
 */
export class Witness {
  readonly faults: string[] = []
  readonly views = new Map<number, Seen>()
  /** Subscriptions that were answered `subscribed`. */
  readonly opened = new Set<string>()
  /** Subscriptions that are over, with the code. */
  readonly over = new Map<string, string>()
  /** Names of what the pilot subscription shows. */
  readonly pilots = new Set<string>()
  readonly #forgotten = new Set<string>()
  readonly #law: Law
  readonly #before: Witness | undefined
  #pilotView: number | undefined

  constructor(law: Law, before: Witness | undefined) {
    this.#law = law
    this.#before = before
  }

  viewsOf(id: string): readonly Seen[] {
    return [...this.views.values()].filter((view) => view.id === id)
  }

  /** The client ended this subscription: what is on its way still comes, and its Views may be given again. */
  forget(id: string): void {
    this.#forgotten.add(id)
  }

  /** Nothing has changed for as long as it took all clients to agree with the world. */
  settled(): void {
    for (const view of this.views.values()) view.level ||= view.synced && view.stepped
  }

  take(frame: GatewayFrame): void {
    switch (frame.type) {
      case 'subscribed':
        this.opened.add(frame.id)
        for (const header of frame.views) this.#open(frame.id, header)
        return
      case 'view_added':
        return this.#open(frame.id, frame)
      case 'view_removed':
        if (!this.#pilot(frame.view)) this.#of(frame.view, frame.type)
        this.views.delete(frame.view)
        return
      case 'ended':
      case 'refused':
        if (frame.id === undefined) return this.#fault(`refused: ${frame.message}`)
        this.over.set(frame.id, frame.code)
        for (const [view, { id }] of this.views) if (id === frame.id) this.views.delete(view)
        return
      case 'moved':
        return this.#move(frame)
      case 'snapshot':
      case 'synced':
      case 'events':
      case 'bookmark':
      case 'counts':
      case 'status':
        if (this.#pilot(frame.view)) return this.#takePilot(frame)
        return this.#inView(frame, this.#of(frame.view, frame.type))
      case 'welcome':
      case 'columns':
      case 'goaway':
    }
  }

  #open(id: string, { view, topic, status }: ViewHeader): void {
    const other = this.views.get(view)
    if ((other !== undefined && !this.#forgotten.has(other.id)) || this.#pilotView === view)
      this.#fault(`view ${view} twice`)
    if (id === PILOT) {
      this.#pilotView = view
      return
    }
    const asked = this.#law.asked(id)
    const cluster = this.#law.clusterOf(topic.cluster)
    const kind = KINDS.find((one) => one === topic.resource)
    if (asked === undefined || cluster === undefined || kind === undefined)
      return this.#fault(`a view of ${topic.cluster} ${topic.resource} for ${id}`)
    if ((asked.cluster !== '*' && asked.cluster !== cluster) || !this.#mayKnow(cluster))
      this.#fault(`a view of ${cluster} for ${id}`)
    const held = this.#before?.viewsOf(id).find((it) => it.cluster === cluster && it.kind === kind)
    const items = new Map(held?.items)
    const { state } = status
    const at = held?.at
    const counts = new Map<string, number>()
    const how = { synced: false, stepped: false, level: false }
    this.views.set(view, { id, cluster, kind, items, counts, at, state, ...how })
  }

  #inView(frame: InView, view: Seen | undefined): void {
    if (view === undefined) return
    switch (frame.type) {
      case 'snapshot':
        if (frame.first) view.items.clear()
        view.at = undefined
        for (const item of frame.items) this.#set(view, item)
        return
      case 'synced':
        if (frame.resumed && view.at !== frame.at)
          this.#fault(`${view.id}: resumed at ${frame.at}, held ${view.at}`)
        view.at = frame.at
        view.synced = true
        view.stepped = false
        view.level = frame.resumed
        return
      case 'events':
      case 'bookmark':
        this.#step(view, frame)
        if (frame.type === 'events')
          for (const event of frame.events)
            if (event.type === 'DELETED') this.#drop(view, event.key)
            else this.#upsert(view, event)
        view.stepped = true
        return
      case 'counts':
        if (frame.first) view.counts.clear()
        for (const count of frame.counts) this.#count(view, count)
        return
      case 'status':
        view.state = frame.state
    }
  }

  #move(frame: Extract<GatewayFrame, { type: 'moved' }>): void {
    if (this.#pilot(frame.from)) {
      this.#pilotView = frame.to
      return this.#takePilot(frame)
    }
    const view = this.#of(frame.from, 'moved')
    if (view === undefined) return
    this.views.delete(frame.from)
    this.views.set(frame.to, view)
    this.#step(view, frame)
    for (const event of frame.events) {
      if (event.type !== 'DELETED') this.#upsert(view, event)
      else this.#drop(view, event.key)
    }
  }

  #step(view: Seen, frame: { readonly prev: string; readonly at: string }): void {
    if (view.at !== frame.prev)
      this.#fault(`${view.id}: a step from ${frame.prev}, held ${view.at}`)
    view.at = frame.at
  }

  #upsert(view: Seen, event: Exclude<ViewEvent, { type: 'DELETED' }>): void {
    if (!('patch' in event)) return this.#set(view, event)
    const item = patchedItem(view.items.get(event.key)?.item, event)
    if (item === undefined) this.#fault(`${view.id}: a patch of another ${event.key} than is held`)
    else this.#set(view, item)
  }

  #set(view: Seen, item: Item): void {
    const { world, rights, asked } = this.#law
    const request = asked(view.id)
    const n = Number(item.cells[0])
    const version = world.versions[n]
    const says = `${view.id} ${view.cluster} ${view.kind} ${item.key} #${n}`
    if (version === undefined || request === undefined) return this.#fault(`${says}: never was`)
    if (!isOf(version, view, item)) this.#fault(`${says}: was another`)
    const object = item.object === undefined ? undefined : numberIn(item.object)
    if ((request.shape === 'object') !== (object !== undefined)) this.#fault(`${says}: its shape`)
    if (object !== undefined) this.#judgeObject({ says, view, key: item.key, object })
    const permitted = rights().some((some) =>
      this.#statesFrom(version, request).some((state) => mayBeTold(request, some, state)),
    )
    if (!permitted) this.#fault(`${says}: is not for this reader`)
    const held = view.items.get(item.key)
    if (held !== undefined && held.n > n) this.#fault(`${says}: went back from ${held.n}`)
    if (held?.object !== undefined && object !== undefined && held.object > object)
      this.#fault(`${says}: its object went back from ${held.object} to ${object}`)
    view.items.set(item.key, { n, uid: item.uid, object, item })
  }

  /** The states that the filter may have been asked about: expressions are asked of the newest object. */
  #statesFrom(version: Version, { cel }: Asked): readonly Version[] {
    if (cel === undefined) return [version]
    return this.#law.world.versions.filter((it) => it.n >= version.n && isSame(it, version))
  }

  /** It may be of another moment than its row, until a later step; of another object never. */
  #judgeObject(it: { says: string; view: Seen; key: string; object: number }): void {
    const state = this.#law.world.versions[it.object]
    if (state === undefined || keyOf(state) !== it.key || !isIn(state, it.view))
      this.#fault(`${it.says}: its object is ${it.object}, of another`)
  }

  #drop(view: Seen, key: string): void {
    const { rights, asked, disturbed } = this.#law
    const request = asked(view.id)
    const place = placeOf(view, key)
    const says = `${view.id} ${view.cluster} ${view.kind} ${key} deleted`
    if (request === undefined || place === undefined) return this.#fault(`${says}: no such place`)
    if (!rights().some((some) => mayBeNamed(request, some, place)))
      this.#fault(`${says}: is not for this reader`)
    const had = view.items.delete(key)
    if (!had && view.level && !disturbed() && !this.#mayHaveMissed(request, place))
      this.#fault(`${says}: it did not have it`)
  }

  /** An object that was gone before it could be read is not told; its end is, to whom it would have been told. */
  #mayHaveMissed(asked: Asked, place: Place): boolean {
    const { world, rights } = this.#law
    if (asked.shape !== 'object') return false
    return world.versions.some(
      (version) =>
        isSame(version, place) && rights().some((some) => mayBeTold(asked, some, version)),
    )
  }

  #count(view: Seen, { namespace = '', health, count }: Count): void {
    const request = this.#law.asked(view.id)
    const inNamespace: Namespace = NAMESPACES.find((it) => it === namespace) ?? ''
    const { cluster, kind } = view
    const place: Place = { cluster, kind, namespace: inNamespace, name: NAMES[0] }
    const permitted =
      request !== undefined &&
      inNamespace === namespace &&
      this.#law.rights().some((some) => mayBeNamed(request, some, place))
    if (!permitted) this.#fault(`${view.id} ${view.cluster} ${view.kind}: counts ${namespace}`)
    const key = `${namespace} ${health}`
    if (count === 0) view.counts.delete(key)
    else view.counts.set(key, count)
  }

  #takePilot(frame: InView | Extract<GatewayFrame, { type: 'moved' }>): void {
    if (frame.type === 'snapshot') {
      if (frame.first) this.pilots.clear()
      for (const { key } of frame.items) this.pilots.add(key)
    }
    if (frame.type !== 'events' && frame.type !== 'moved') return
    for (const { type, key } of frame.events)
      if (type === 'DELETED') this.pilots.delete(key)
      else this.pilots.add(key)
  }

  #pilot(view: number): boolean {
    return this.#pilotView === view
  }

  #of(view: number, what: string): Seen | undefined {
    const seen = this.views.get(view)
    if (seen === undefined) this.#fault(`${what} for view ${view}, which there is not`)
    return seen
  }

  #mayKnow(cluster: Cluster): boolean {
    return this.#law
      .rights()
      .some((some) => some.some((right) => right.cluster === '*' || right.cluster === cluster))
  }

  #fault(text: string): void {
    this.faults.push(text)
  }
}

type InView = Extract<
  GatewayFrame,
  { type: 'snapshot' | 'synced' | 'events' | 'bookmark' | 'counts' | 'status' }
>
