import type { Position } from '@argus/contracts/position'
import type { Record } from '@argus/contracts/record'

import type { Copy } from './copy.ts'
import { knownItem, KnownItems } from './known-items.ts'
import type { Lens } from './lens.ts'
import { contains, eventOf, shows, type Change } from './membership.ts'
import type { Receiver } from './receiver.ts'
import { SharedFrames } from './shared-frames.ts'
import type { Sink } from './sink.ts'
import {
  compact,
  encodeChange,
  encodeDeletion,
  encodeKnown,
  encodeUpsert,
  stepFrame,
  type Bodies,
  type EncodedEvent,
  type Upsert,
} from './view-frames.ts'

/** What a View needs of its Feed. */
export interface ViewSource {
  readonly copy: Copy | undefined
  /** The objects of these Keys as the topic log holds them now. */
  bodies(keys: readonly string[]): Promise<Bodies>
  /** Asks for an encoding at the next flush. */
  changed(): void
  /** Objects could not be read; asks for an encoding after a while. */
  failed(error: unknown): void
}

/**
 * A Feed through one Lens. Each step is encoded once and its bytes go to every live member; a member whose sink is
 * closed leaves at the Position it has, and comes back by itself. Its number is unique in the process.
 */
export class View {
  readonly id: number
  readonly lens: Lens
  /** For those who come. */
  readonly shared = new SharedFrames()
  /** What live members hold, where they take patches: who begins with a snapshot is given the same. */
  readonly known: KnownItems | undefined
  readonly #source: ViewSource
  /** By the sinks of their connections, each of which holds it once at most: none needs a set of the Views that it holds. */
  readonly #members = new Map<Sink, Receiver>()
  readonly #live = new Set<Receiver>()
  /** Keys changed since `#at`, and whether the View had them there. Kept only while somebody is live. */
  #pending = new Map<string, boolean>()
  /** Where the last step ended: the `prev` of the next. */
  #at: Position | undefined
  #reading = false

  constructor(id: number, lens: Lens, source: ViewSource) {
    this.id = id
    this.lens = lens
    this.known = lens.patch ? new KnownItems() : undefined
    this.#source = source
  }

  /** Whether anybody holds this View, caught up or not. */
  get idle(): boolean {
    return this.#members.size === 0
  }

  get members(): Iterable<Receiver> {
    return this.#members.values()
  }

  heldBy(sink: Sink): boolean {
    return this.#members.has(sink)
  }

  attach(member: Receiver): void {
    this.#members.set(member.sink, member)
  }

  detach(member: Receiver): void {
    this.leave(member)
    this.#members.delete(member.sink)
  }

  /** Called before the Feed's copy changes. */
  note(key: string, change: Change): void {
    if (this.#live.size === 0 || this.#pending.has(key)) return
    if (shows(this.lens, change)) this.#pending.set(key, contains(this.lens, change.before))
  }

  /**
   * The Position that a joiner can be brought to: the Feed's own, except while the objects of a step are being read.
   * Members get what they still lack, be it a bookmark, so that all stand there.
   */
  level(): Position | undefined {
    const copy = this.#source.copy
    if (copy === undefined) return undefined
    if (this.#live.size === 0) this.#stand(copy.position)
    else if (this.lens.shape === 'row' || (this.#pending.size === 0 && !this.#reading))
      this.#send(this.#take(copy), NO_BODIES)
    return this.#at
  }

  /**
   * Whether somebody can join. Not while the objects of a step are being read: what a joiner has by then may be newer than
   * that step, or of another epoch.
   */
  get current(): boolean {
    return !this.#reading || this.#live.size === 0
  }

  /** From now on the member gets every step; answers the Position at which its first one begins. */
  join(member: Receiver): Position | undefined {
    const at = this.level()
    if (at !== undefined) this.#live.add(member)
    return at
  }

  leave(member: Receiver): void {
    this.#live.delete(member)
    if (this.#live.size > 0) return
    this.#pending.clear()
    this.known?.clear()
  }

  /** Encodes what changed. Where nothing did for this View nothing is sent: `bookmark` moves its Position. */
  encode(): void {
    const copy = this.#source.copy
    if (copy === undefined || this.#pending.size === 0 || this.#reading) return
    if (this.#pending.size > LARGEST_STEP) this.#dismiss()
    else if (this.lens.shape === 'row') this.#send(this.#take(copy), NO_BODIES)
    else void this.#sendObjects(copy)
  }

  bookmark(): void {
    if (this.#live.size > 0) this.level()
  }

  /** Whether members at the View's Position have this Key. */
  had(key: string): boolean {
    return this.#pending.get(key) ?? contains(this.lens, this.#source.copy?.records.get(key))
  }

  /** Keys changed since the View's Position. */
  get unsent(): Iterable<string> {
    return this.#pending.keys()
  }

  #stand(at: Position): void {
    this.#at = at
    this.#pending.clear()
  }

  /** What changed since the last step, as of now. */
  #take(copy: Copy): Step {
    const pending = this.#pending
    this.#pending = new Map()
    const { position, time, records } = copy
    const changes = [...pending].map(([key, had]) => ({ key, had, record: records.get(key) }))
    return { prev: this.#at ?? position, at: position, time, changes }
  }

  /** The objects may be newer than the step: each says itself which state it is, and the later step follows. */
  async #sendObjects(copy: Copy): Promise<void> {
    const step = this.#take(copy)
    const shown = step.changes.filter(({ record }) => contains(this.lens, record))
    this.#reading = true
    try {
      const bodies = await this.#source.bodies(shown.map(({ key }) => key))
      this.#reading = false
      if (this.#at === step.prev) this.#send(step, bodies) // else all left, and who came since stands elsewhere
      this.#source.changed()
    } catch (error) {
      this.#reading = false
      const taken = step.changes.map(({ key, had }) => [key, had] as const)
      if (this.#at === step.prev) this.#pending = new Map([...this.#pending, ...taken])
      this.#source.failed(error)
    }
  }

  #send({ prev, at, time, changes }: Step, bodies: Bodies): void {
    if (this.#live.size === 0) return // all left while it was read
    if (prev.epoch === at.epoch && prev.seq === at.seq) return
    const events = changes.flatMap((change) => this.#event(change, bodies))
    const bytes = stepFrame({ view: this.id, lens: this.lens }, { prev, at, time, events })
    this.#at = at
    const step = { prev, at, time: events.length === 0 ? undefined : time }
    for (const member of this.#live) {
      if (bytes.length > LARGEST_FRAME) member.dismiss(prev)
      else member.receive(bytes, step)
    }
  }

  #event({ key, had, record }: Taken, bodies: Bodies): EncodedEvent[] {
    const type = eventOf(had, contains(this.lens, record))
    if (type === undefined) return []
    if (type === 'DELETED' || record === undefined) {
      this.known?.delete(key)
      return [encodeDeletion(key)]
    }
    if (this.known === undefined)
      return compact(encodeUpsert({ lens: this.lens, record, bodies }, type))
    return this.#patchedEvent(type, { lens: this.lens, record, bodies }, this.known)
  }

  #patchedEvent(type: 'ADDED' | 'MODIFIED', upsert: Upsert, known: KnownItems): EncodedEvent[] {
    const { key, uid } = upsert.record
    const item = encodeUpsert(upsert)
    if (item === undefined) return []
    const [before, after] = [known.get(key), knownItem(item, uid)]
    known.set(key, after)
    // Another uid is another object, of which nobody has anything.
    if (type === 'ADDED' || before === undefined || before.uid !== after.uid)
      return [encodeKnown(after, type)]
    return [encodeChange(key, before, after)]
  }

  /** Members come for a step that is too large to be pushed page by page, each as fast as it reads. */
  #dismiss(): void {
    const at = this.#at
    for (const member of this.#live) if (at !== undefined) member.dismiss(at)
  }
}

interface Taken {
  readonly key: string
  readonly had: boolean
  readonly record: Record | undefined
}

interface Step {
  readonly prev: Position
  readonly at: Position
  readonly time: number
  readonly changes: readonly Taken[]
}

const NO_BODIES: Bodies = new Map()

/** Above these a step would fill the buffers of readers that are not slow at all: Keys, and bytes. */
const LARGEST_STEP = 2_000
const LARGEST_FRAME = 1_048_576
