import { touches } from '@argus/access/allows'
import type { Subscribe } from '@argus/contracts/client-frame'
import type { GatewayFrame } from '@argus/contracts/gateway-frame'
import type { Grant } from '@argus/contracts/grant'
import { parseClientPosition, type Position } from '@argus/contracts/position'
import { Refusal, type RefusalCode } from '@argus/contracts/refusal-code'
import { resourceKey, topicKey } from '@argus/contracts/topic'

import { Aim } from './aim.ts'
import type { Attached } from './attached.ts'
import { Attachment, type Surroundings } from './attachment.ts'
import { Counting } from './counting.ts'
import type { Directory } from './directory.ts'
import { Few } from './few.ts'
import { move } from './move.ts'
import { Opening } from './opening.ts'
import type { Sink } from './sink.ts'
import {
  isWide,
  targetsOf,
  unfollowedBy,
  wishOf,
  type Standing,
  type Target,
  type Targets,
  type Wish,
} from './target.ts'
import { frame } from './view-frames.ts'

/** What all Subscriptions of this process have in common. */
export interface SubscriptionParts {
  readonly directory: Directory
  readonly around: Surroundings
}

/** The connection whose Subscription it is. */
export interface SubscriptionOwner {
  readonly sink: Sink
  /** The rights of whoever asks, as known now. */
  readonly grants: readonly Grant[]
  /** How many Feeds more it may have followed. */
  readonly room: number
  /** The gateway ended one. */
  ended(subscription: Subscription): void
}

/**
 * One client's request for a resource or for all, in one cluster or in all. It follows rights and clusters as they change: Views
 * are added, removed and moved, until the client or the loss of its rights ends it.
 */
export class Subscription implements Disposable {
  readonly id: string
  readonly #parts: SubscriptionParts
  readonly #owner: SubscriptionOwner
  readonly #wish: Wish
  /** Only where all kinds are asked for: thousands of others need none. */
  readonly #aim: Aim | undefined
  /** The Positions that the client named, until it is open. */
  #from: Subscribe['from']
  /** By `resourceKey`. */
  readonly #attached = new Few<string, Attached>()
  /** How many Feeds it keeps followed, all that it is to hold; of those that are there for all anyway, none. */
  #feeds = 0
  #ended = false
  /** What waits ends with it; nothing while nothing waits: nearly always. */
  #waiting: AbortController | undefined
  #opening: Opening | undefined
  /** One for all waits, so that it is woken once; made for the first of them. */
  #goOn: (() => void) | undefined
  /**
   * Where the last reconciliation arrived, all of it; only of an Aim, which answers the same again. Of others it would be
   * kept for nothing, a lens of its own in each.
   */
  #reached: Targets | undefined
  #work: 'opening' | 'idle' | 'reconciling' | 'again' = 'opening'

  /** Throws a Refusal where the request cannot be understood. */
  constructor(request: Subscribe, parts: SubscriptionParts, owner: SubscriptionOwner) {
    this.id = request.id
    this.#parts = parts
    this.#owner = owner
    this.#wish = wishOf(request)
    this.#aim = isWide(this.#wish) ? new Aim(this.#wish) : undefined
    this.#from = request.from
  }

  /** Whether its objects have to be read and judged one by one. */
  get judged(): boolean {
    return this.#wish.filter.cel !== undefined
  }

  /** Whether it is for all kinds at once. */
  get wide(): boolean {
    return isWide(this.#wish)
  }

  /** How many Feeds it keeps followed. */
  get feeds(): number {
    return this.#feeds
  }

  /** Answers `subscribed` and begins; rejects with a Refusal where there is nothing to subscribe to. */
  async open(): Promise<void> {
    const { directory } = this.#parts
    const signal = this.#signal()
    await directory.until(() => directory.known, signal)
    signal.throwIfAborted() // what comes with the same bytes may have ended it in this turn
    const targets = await this.#attachFirst(await this.#followed(signal), signal)
    const attached = this.#attached.values()
    this.#push({ type: 'subscribed', id: this.id, views: attached.map((it) => it.introduce()) })
    for (const attachment of attached) {
      if (this.#namesUseless(shownBy(attachment))) this.#parts.around.resumed(false)
      attachment.start({ announce: true })
    }
    this.#from = undefined
    this.#work = 'idle'
    if (targets.size > attached.length) this.#goOnWhenOpen()
    else if (this.#opening === undefined) this.#waiting = undefined
  }

  #signal(): AbortSignal {
    this.#waiting ??= new AbortController()
    if (this.#ended) this.#waiting.abort()
    return this.#waiting.signal
  }

  #opened(): Opening {
    this.#opening ??= new Opening(this.#owner.sink, this.#signal())
    return this.#opening
  }

  /** Holds what there is, the first of it where there is very much; answers all there is. */
  async #attachFirst(found: Targets | Refusal, signal: AbortSignal): Promise<Targets> {
    for (let targets = found; ;) {
      if (targets instanceof Refusal) throw targets
      if (!this.#takeRoom(targets)) throw tooManyFeeds()
      this.#attachAll(headOf(targets))
      await this.#briefly(signal)
      signal.throwIfAborted()
      targets = this.#targets() // rights may have changed in the meantime
      if (!(targets instanceof Refusal) && this.#fits(headOf(targets))) return targets
      this.#detachAll()
    }
  }

  /** Rights or clusters may have changed: goes to the Views that are right now. */
  reconcile(): void {
    if (this.#work === 'opening') return
    if (this.#work === 'idle') void this.#reconcile()
    else this.#work = 'again'
  }

  /** Tells what went untold while the sink was closed. */
  tell(): void {
    for (const attached of this.#attached.values()) attached.tell()
  }

  [Symbol.dispose](): void {
    this.#ended = true
    this.#waiting?.abort()
    this.#detachAll()
  }

  async #reconcile(): Promise<void> {
    do {
      this.#work = 'reconciling'
      const targets = this.#targets()
      this.#askForMore()
      if (targets instanceof Refusal) return this.#end(targets)
      if (!this.#takeRoom(targets)) return this.#end(tooManyFeeds())
      if (targets === this.#reached) continue
      await this.#goTo(targets)
      if (this.#ended) return
      const arrived = !this.#again() && this.#attached.size >= targets.size
      this.#reached = this.#aim !== undefined && arrived ? targets : undefined
    } while (this.#again())
    this.#work = 'idle'
  }

  /** Answers whether the connection may have so many followed. */
  #takeRoom({ size }: Targets): boolean {
    const { shape, filter } = this.#wish
    if (this.wide || shape === 'count' || filter.health !== undefined) return true
    if (size - this.#feeds > this.#owner.room) return false
    this.#feeds = size
    return true
  }

  #again(): boolean {
    return this.#work === 'again'
  }

  /** What is lost goes first, in one turn, whatever waits for what is gained. */
  async #goTo(targets: Targets): Promise<void> {
    const moves: { from: Attachment; target: Target }[] = []
    for (const [key, attached] of this.#attached) {
      const target = targets.get(key)
      if (target === undefined || topicKey(target.topic) !== topicKey(attached.feed.topic))
        this.#remove(key, attached)
      else if (target.lens.text === attached.view.lens.text) continue
      else if (attached instanceof Attachment) moves.push({ from: attached, target })
      else this.#remove(key, attached) // counts have no chain that could go on
    }
    this.#addNext(targets)
    await Promise.all(moves.map(({ from, target }) => this.#move(from, target)))
  }

  async #move(from: Attachment, target: Target): Promise<void> {
    const key = resourceKey(target.topic)
    const to = new Attachment(target, { sink: this.#owner.sink, around: this.#parts.around })
    this.#attached.set(key, to)
    const superseded = () => this.#again() || this.#ended
    const moved = await move({ id: this.id, from, to, superseded }).catch((error: unknown) => {
      this.#parts.around.failed(error)
      return false
    })
    from[Symbol.dispose]()
    if (this.#ended) return
    if (!moved) this.#tellRemoved(from)
    if (!moved && superseded()) {
      this.#attached.delete(key)
      return to[Symbol.dispose]()
    }
    if (!moved) this.#push({ type: 'view_added', id: this.id, ...to.introduce() })
    to.start({ announce: false })
  }

  /** Of very many what the client is told at once; the rest as it reads. */
  #addNext(targets: Targets): void {
    const missing = [...targets].filter(([key]) => !this.#attached.has(key))
    for (const [key, target] of missing.slice(0, AT_ONCE)) this.#add(key, target)
    if (missing.length > AT_ONCE) this.#goOnWhenOpen()
  }

  #goOnWhenOpen(): void {
    this.#goOn ??= () => this.reconcile()
    this.#opened().wake(this.#goOn)
  }

  #add(key: string, target: Target): void {
    const attached = this.#attach(key, target)
    this.#push({ type: 'view_added', id: this.id, ...attached.introduce() })
    attached.start({ announce: false })
  }

  #attach(key: string, target: Target, position?: Position): Attached {
    const { around } = this.#parts
    const { sink } = this.#owner
    const attached =
      this.#wish.shape === 'count'
        ? new Counting(target, { sink, opening: this.#opened(), feeds: around.feeds })
        : new Attachment(target, { sink, position, around })
    this.#attached.set(key, attached)
    return attached
  }

  #remove(key: string, attached: Attached): void {
    this.#attached.delete(key)
    attached[Symbol.dispose]()
    this.#tellRemoved(attached)
  }

  #tellRemoved({ view, feed }: Attached): void {
    this.#push({ type: 'view_removed', id: this.id, view: view.id, topic: feed.topic })
  }

  #end(refusal: Refusal): void {
    const { cluster } = this.#wish.topic
    const code = endCode(refusal.code, touches(this.#owner.grants, cluster))
    this.#push({ type: 'ended', id: this.id, code, message: refusal.message })
    this[Symbol.dispose]()
    this.#owner.ended(this)
  }

  get #standing(): Standing {
    return { directory: this.#parts.directory, grants: this.#owner.grants }
  }

  #targets(): Targets | Refusal {
    return this.#aim?.at(this.#standing) ?? targetsOf(this.#wish, this.#standing)
  }

  /** Asks for what is not followed yet; in one cluster, it is worth a moment's wait. */
  async #followed(signal: AbortSignal): Promise<Targets | Refusal> {
    const everywhere = this.#wish.topic.cluster === '*'
    const found = this.#targets()
    if (!everywhere && !(found instanceof Refusal)) return found // all there can be in one cluster
    if (!this.#askForMore() || everywhere) return found
    const enough = AbortSignal.any([signal, AbortSignal.timeout(FOLLOWING_PATIENCE_MS)])
    const begun = () => !(this.#targets() instanceof Refusal)
    await this.#parts.directory.until(begun, enough).catch(() => undefined) // looked at again below
    signal.throwIfAborted()
    return this.#targets()
  }

  /** Asks for what is permitted and not followed; answers whether there is any. */
  #askForMore(): boolean {
    const more = unfollowedBy(this.#wish, this.#standing)
    this.#parts.around.wishes.ask(more)
    return more.length > 0
  }

  #attachAll(targets: Targets): void {
    for (const [key, target] of targets) this.#attach(key, target, this.#resumeFrom(target))
  }

  #detachAll(): void {
    for (const attachment of this.#attached.values()) attachment[Symbol.dispose]()
    this.#attached.clear()
  }

  #fits(targets: Targets): boolean {
    const text = ({ topic, lens }: Shown) => `${topicKey(topic)} ${lens.text}`
    const held = this.#attached.values().map((attached) => text(shownBy(attached)))
    return held.join('\n') === [...targets.values()].map(text).join('\n')
  }

  #namesUseless(shown: Shown): boolean {
    return this.#named(shown) !== undefined && this.#resumeFrom(shown) === undefined
  }

  /** A Position that was given under another filter, shape or scope says nothing about this one. */
  #resumeFrom(shown: Shown): Position | undefined {
    const text = this.#named(shown)
    const parsed = text === undefined ? undefined : parseClientPosition(text)
    return parsed?.tag === shown.lens.tag ? parsed.position : undefined
  }

  /** The Position that the client named; of counts and of all kinds at once none is asked. */
  #named({ topic }: Shown): string | undefined {
    const given = this.#from
    if (isWide(this.#wish) || this.#wish.shape === 'count') return undefined
    const key = resourceKey(topic)
    return given !== undefined && Object.hasOwn(given, key) ? given[key] : undefined
  }

  /** Feeds that begin now know their status and columns in a moment: worth waiting for, so that `subscribed` says it. */
  async #briefly(signal: AbortSignal): Promise<void> {
    const feeds = this.#attached.values().map(({ feed }) => feed)
    if (feeds.every((feed) => feed.known)) return
    const enough = AbortSignal.any([signal, AbortSignal.timeout(FEED_PATIENCE_MS)])
    await Promise.all(feeds.map((feed) => feed.until(() => feed.known, enough))).catch(() =>
      signal.throwIfAborted(),
    )
  }

  #push(content: GatewayFrame): void {
    this.#owner.sink.push(frame(content))
  }
}

/** What of a target a client sees. */
type Shown = Pick<Target, 'topic' | 'lens'>

function shownBy({ feed, view }: Attached): Shown {
  return { topic: feed.topic, lens: view.lens }
}

/** How many Feeds one connection may have followed by its Subscriptions; `*` as a cluster makes one of each. */
export const MAX_FEEDS = 1_024

/** So many headers are some hundred kilobytes. */
const AT_ONCE = 200

function headOf(targets: Targets): Targets {
  return targets.size <= AT_ONCE ? targets : new Map([...targets].slice(0, AT_ONCE))
}

const tooManyFeeds = (): Refusal =>
  new Refusal(
    'too_many',
    `A connection has at most ${MAX_FEEDS} kinds of clusters followed, each cluster counted apart. End a subscription, or name a cluster.`,
  )

const FEED_PATIENCE_MS = 300

/** A watcher sees a wish within half a second, and asks its cluster what that is. */
const FOLLOWING_PATIENCE_MS = 3_000

/** Why a Subscription that once was permitted is over. */
function endCode(refused: RefusalCode, knowsCluster: boolean): RefusalCode {
  if (refused === 'not_found') return knowsCluster ? 'cluster_removed' : 'permission_lost'
  return refused === 'not_allowed' ? 'permission_lost' : refused
}
