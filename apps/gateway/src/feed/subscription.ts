import { touches } from '@argus/access/allows'
import type { Subscribe } from '@argus/contracts/client-frame'
import type { GatewayFrame } from '@argus/contracts/gateway-frame'
import type { Grant } from '@argus/contracts/grant'
import { parseClientPosition, type Position } from '@argus/contracts/position'
import { Refusal, type RefusalCode } from '@argus/contracts/refusal-code'
import { resourceKey, topicKey } from '@argus/contracts/topic'

import { Attachment, type Surroundings } from './attachment.ts'
import type { Directory } from './directory.ts'
import { move } from './move.ts'
import { targetsOf, unfollowedBy, wishOf, type Target, type Wish } from './target.ts'
import { frame } from './view-frames.ts'

export interface SubscriptionParts {
  readonly request: Subscribe
  readonly directory: Directory
  /** The rights of whoever asks, as known now. */
  readonly grants: () => readonly Grant[]
  readonly around: Surroundings
  /** Called when the gateway ends it. */
  readonly onEnded: () => void
}

/**
 * One client's request for a resource, in one cluster or in all. It follows rights and clusters as they change: Views
 * are added, removed and moved, until the client or the loss of its rights ends it.
 */
export class Subscription implements Disposable {
  readonly #parts: SubscriptionParts
  readonly #wish: Wish
  readonly #attached = new Map<string, Attachment>()
  readonly #ended = new AbortController()
  #work: 'opening' | 'idle' | 'reconciling' | 'again' = 'opening'

  /** Throws a Refusal where the request cannot be understood. */
  constructor(parts: SubscriptionParts) {
    this.#parts = parts
    this.#wish = wishOf(parts.request)
  }

  get id(): string {
    return this.#parts.request.id
  }

  /** Answers `subscribed` and begins; rejects with a Refusal where there is nothing to subscribe to. */
  async open(): Promise<void> {
    const { directory } = this.#parts
    const signal = this.#ended.signal
    await directory.until(() => directory.known, signal)
    let targets = await this.#followed(signal)
    for (;;) {
      if (targets instanceof Refusal) throw targets
      this.#attachAll(targets)
      await this.#briefly(signal)
      const now = this.#targets() // rights may have changed in the meantime
      if (!(now instanceof Refusal) && this.#fits(now)) break
      this.#detachAll()
      targets = now
    }
    const attached = [...this.#attached.values()]
    this.#push({ type: 'subscribed', id: this.id, views: attached.map((it) => it.introduce()) })
    for (const attachment of attached) attachment.start({ announce: true })
    this.#work = 'idle'
  }

  /** Rights or clusters may have changed: goes to the Views that are right now. */
  reconcile(): void {
    if (this.#work === 'opening') return
    if (this.#work === 'idle') void this.#reconcile()
    else this.#work = 'again'
  }

  /** Tells what went untold while the sink was closed. */
  tell(): void {
    for (const { member } of this.#attached.values()) member.tell()
  }

  [Symbol.dispose](): void {
    this.#ended.abort()
    this.#detachAll()
  }

  async #reconcile(): Promise<void> {
    do {
      this.#work = 'reconciling'
      const targets = this.#targets()
      this.#askForMore()
      if (targets instanceof Refusal) return this.#end(targets)
      await this.#goTo(targets)
      if (this.#ended.signal.aborted) return
    } while (this.#again())
    this.#work = 'idle'
  }

  #again(): boolean {
    return this.#work === 'again'
  }

  /** What is lost goes first, in one turn, whatever waits for what is gained. */
  async #goTo(targets: ReadonlyMap<string, Target>): Promise<void> {
    const moves: { from: Attachment; target: Target }[] = []
    for (const [cluster, attachment] of this.#attached) {
      const target = targets.get(cluster)
      if (target === undefined || topicKey(target.topic) !== topicKey(attachment.target.topic))
        this.#remove(cluster, attachment)
      else if (target.lens.text !== attachment.target.lens.text)
        moves.push({ from: attachment, target })
    }
    for (const [cluster, target] of targets) if (!this.#attached.has(cluster)) this.#add(target)
    await Promise.all(moves.map(({ from, target }) => this.#move(from, target)))
  }

  async #move(from: Attachment, target: Target): Promise<void> {
    const { cluster } = target.topic
    const to = new Attachment(target, undefined, this.#parts.around)
    this.#attached.set(cluster, to)
    const superseded = () => this.#again() || this.#ended.signal.aborted
    const moved = await move({ id: this.id, from, to, superseded }).catch((error: unknown) => {
      this.#parts.around.failed(error)
      return false
    })
    from[Symbol.dispose]()
    if (this.#ended.signal.aborted) return
    if (!moved) this.#tellRemoved(from)
    if (!moved && superseded()) {
      this.#attached.delete(cluster)
      return to[Symbol.dispose]()
    }
    if (!moved) this.#push({ type: 'view_added', id: this.id, ...to.introduce() })
    to.start({ announce: false })
  }

  #add(target: Target): void {
    const attachment = new Attachment(target, undefined, this.#parts.around)
    this.#attached.set(target.topic.cluster, attachment)
    this.#push({ type: 'view_added', id: this.id, ...attachment.introduce() })
    attachment.start({ announce: false })
  }

  #remove(cluster: string, attachment: Attachment): void {
    this.#attached.delete(cluster)
    attachment[Symbol.dispose]()
    this.#tellRemoved(attachment)
  }

  #tellRemoved({ member, target }: Attachment): void {
    const { id: view } = member.view
    this.#push({ type: 'view_removed', id: this.id, view, topic: target.topic })
  }

  #end(refusal: Refusal): void {
    const { cluster } = this.#wish.topic
    const code = endCode(refusal.code, touches(this.#parts.grants(), cluster))
    this.#push({ type: 'ended', id: this.id, code, message: refusal.message })
    this[Symbol.dispose]()
    this.#parts.onEnded()
  }

  #targets(): ReadonlyMap<string, Target> | Refusal {
    const { directory, grants } = this.#parts
    return targetsOf(this.#wish, { directory, grants: grants() })
  }

  /** Asks for what is not followed yet; in one cluster, it is worth a moment's wait. */
  async #followed(signal: AbortSignal): Promise<ReadonlyMap<string, Target> | Refusal> {
    if (!this.#askForMore() || this.#wish.topic.cluster === '*') return this.#targets()
    const enough = AbortSignal.any([signal, AbortSignal.timeout(FOLLOWING_PATIENCE_MS)])
    const begun = () => !(this.#targets() instanceof Refusal)
    await this.#parts.directory.until(begun, enough).catch(() => signal.throwIfAborted())
    return this.#targets()
  }

  /** Asks for what is permitted and not followed; answers whether there is any. */
  #askForMore(): boolean {
    const { directory, grants, around } = this.#parts
    const more = unfollowedBy(this.#wish, { directory, grants: grants() })
    around.wishes.ask(more)
    return more.length > 0
  }

  #attachAll(targets: ReadonlyMap<string, Target>): void {
    for (const [cluster, target] of targets) {
      const position = this.#resumeFrom(target)
      this.#attached.set(cluster, new Attachment(target, position, this.#parts.around))
    }
  }

  #detachAll(): void {
    for (const attachment of this.#attached.values()) attachment[Symbol.dispose]()
    this.#attached.clear()
  }

  #fits(targets: ReadonlyMap<string, Target>): boolean {
    const text = ({ topic, lens }: Target) => `${topicKey(topic)} ${lens.text}`
    const held = [...this.#attached.values()].map(({ target }) => text(target))
    return held.join('\n') === [...targets.values()].map(text).join('\n')
  }

  /** A Position that was given under another filter, shape or scope says nothing about this one. */
  #resumeFrom({ topic, lens }: Target): Position | undefined {
    const given = this.#parts.request.from
    const key = resourceKey(topic)
    const text = given !== undefined && Object.hasOwn(given, key) ? given[key] : undefined
    const parsed = text === undefined ? undefined : parseClientPosition(text)
    return parsed?.tag === lens.tag ? parsed.position : undefined
  }

  /** Feeds that begin now know their status and columns in a moment: worth waiting for, so that `subscribed` says it. */
  async #briefly(signal: AbortSignal): Promise<void> {
    const feeds = [...this.#attached.values()].map(({ member }) => member.feed)
    if (feeds.every((feed) => feed.known)) return
    const enough = AbortSignal.any([signal, AbortSignal.timeout(FEED_PATIENCE_MS)])
    await Promise.all(feeds.map((feed) => feed.until(() => feed.known, enough))).catch(() =>
      signal.throwIfAborted(),
    )
  }

  #push(content: GatewayFrame): void {
    this.#parts.around.sink.push(frame(content))
  }
}

const FEED_PATIENCE_MS = 300

/** A watcher sees a wish within half a second, and asks its cluster what that is. */
const FOLLOWING_PATIENCE_MS = 3_000

/** Why a Subscription that once was permitted is over. */
function endCode(refused: RefusalCode, knowsCluster: boolean): RefusalCode {
  if (refused === 'not_found') return knowsCluster ? 'cluster_removed' : 'permission_lost'
  return refused === 'not_allowed' ? 'permission_lost' : refused
}
