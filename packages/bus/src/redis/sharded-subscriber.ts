import calculateSlot from 'cluster-key-slot'
import type { Cluster, Redis } from 'ioredis'

import { BusError } from '../bus-error.ts'
import { Channels } from './channels.ts'
import type { Connection } from './connect.ts'
import { NodeEar } from './node-ear.ts'
import type { Listener, Subscriptions } from './subscriptions.ts'

export interface ShardedSubscriberParts {
  /** Asked who has which slot, and nothing else. */
  readonly cluster: Connection<Cluster>
  /** Begins to connect to one node, by `host:port`. */
  readonly open: (node: string) => Connection<Redis>
  readonly onFault: ((error: BusError) => void) | undefined
}

/** How soon a cluster is asked again who has a channel that is not heard: a fail-over takes it seconds. */
const ASK_AGAIN_MS = 250

/**
 * All subscriptions of a process to a cluster, on one connection to each node that has the slot of a channel. What
 * is said there stays in the shard; a channel whose slot moves, or whose node dies, is subscribed to where it then is.
 */
export class ShardedSubscriber implements Subscriptions {
  readonly #parts: ShardedSubscriberParts
  readonly #channels = new Channels()
  /** By `host:port`. */
  readonly #ears = new Map<string, NodeEar>()
  /** Where each channel is asked for. */
  readonly #placed = new Map<string, NodeEar>()
  readonly #readied = new Set<() => void>()
  #asking: NodeJS.Timeout | undefined
  #over = false

  constructor(parts: ShardedSubscriberParts) {
    this.#parts = parts
    parts.cluster.redis.on('refresh', () => this.#placeAll())
  }

  join(channel: string, listener: Listener): Disposable {
    const isNew = !this.#channels.has(channel)
    const joined = this.#channels.add(channel, listener, () => {
      this.#placed.get(channel)?.drop(channel)
      this.#placed.delete(channel)
    })
    if (isNew) {
      this.#place(channel)
      this.#askAgain()
    }
    return joined
  }

  async barrier(channel: string): Promise<void> {
    const ear = this.#placed.get(channel)
    if (!ear?.hears(channel)) {
      throw new BusError('reach its subscribers', new Error('no node of the cluster carries them'))
    }
    await ear.barrier()
  }

  async barriers(): Promise<(channel: string) => boolean> {
    const ears = [...this.#ears.values()]
    const answers = await Promise.all(ears.map((ear) => ear.answers()))
    const reached = new Set(ears.filter((_, i) => answers[i]))
    return (channel) => {
      const ear = this.#placed.get(channel)
      return ear !== undefined && ear.hears(channel) && reached.has(ear)
    }
  }

  /** A cluster goes on while some of its nodes are away. */
  reachable(): true | string {
    return this.#parts.cluster.reachable()
  }

  onReady(listener: () => void): void {
    this.#readied.add(listener)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true
    clearTimeout(this.#asking)
    await this.#parts.cluster[Symbol.asyncDispose]()
    await Promise.all([...this.#ears.values()].map((ear) => ear[Symbol.asyncDispose]()))
  }

  /** Sees to it that every channel is asked of the node that has its slot now, and that no other one is kept. */
  #placeAll(): void {
    if (this.#over) return
    for (const channel of this.#channels.names()) this.#place(channel)
    for (const [node, ear] of this.#ears) {
      if (ear.idle) {
        this.#ears.delete(node)
        void ear[Symbol.asyncDispose]()
      } else ear.ask()
    }
    this.#askAgain()
  }

  #place(channel: string): void {
    const node = this.#parts.cluster.redis.slots[calculateSlot(channel)]?.[0]
    const before = this.#placed.get(channel)
    if (node === undefined || (before !== undefined && before === this.#ears.get(node))) return
    if (before?.hears(channel)) this.#lost(channel)
    before?.drop(channel)
    const ear = this.#earOf(node)
    this.#placed.set(channel, ear)
    ear.take(channel)
  }

  #earOf(node: string): NodeEar {
    const known = this.#ears.get(node)
    if (known !== undefined) return known
    const ear = new NodeEar(this.#parts.open(node), {
      message: (channel, bytes) => {
        if (this.#placed.get(channel) !== ear) return
        for (const listener of this.#channels.of(channel)) listener.message(bytes)
      },
      subscribed: (channel) => {
        for (const listener of this.#channels.of(channel)) listener.subscribed()
        for (const listener of this.#readied) listener()
      },
      lost: (channel) => this.#lost(channel),
      stirred: () => this.#askAgain(),
      refused: (error) => this.#parts.onFault?.(error),
    })
    this.#ears.set(node, ear)
    return ear
  }

  #lost(channel: string): void {
    for (const listener of this.#channels.of(channel)) listener.lost?.()
  }

  /** As long as a channel is not heard, asks who has it, again and again. */
  #askAgain(): void {
    if (this.#over || this.#asking !== undefined || this.#settled()) return
    this.#asking = setTimeout(() => {
      this.#asking = undefined
      // It tells what it found by an event; where it found nothing, what was known is tried again.
      this.#parts.cluster.redis.refreshSlotsCache((error) => error && this.#placeAll())
    }, ASK_AGAIN_MS)
  }

  #settled(): boolean {
    const all = this.#channels.names().every((channel) => this.#placed.has(channel))
    return all && [...this.#ears.values()].every((ear) => ear.settled)
  }
}
