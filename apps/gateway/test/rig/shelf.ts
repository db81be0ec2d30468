import type { Lease, TopicLogWriter } from '@argus/bus/publish'
import type { Position } from '@argus/contracts/position'
import type { Topic } from '@argus/contracts/topic'
import type { TopicStatus } from '@argus/contracts/topic-status'

import { record } from '../records.ts'
import { THINGS } from './rig.ts'
import { shapeOf } from './topic-hand.ts'

const LIVE: TopicStatus = { state: 'live', since: 1 }

/**
 * A Topic of rows `ns/row0`, `ns/row1`, … as large as those of Pods, each in a version that its first cell says: the same
 * version of a row is the same Record, whoever writes it and in whichever epoch.
 */
export class Shelf {
  readonly #log: TopicLogWriter
  #lease: Lease
  #at: Position

  private constructor(log: TopicLogWriter, lease: Lease, at: Position) {
    this.#log = log
    this.#lease = lease
    this.#at = at
  }

  /** Lists the cluster and the resource, takes the Topic, and begins an epoch. */
  static async open(log: TopicLogWriter, status = LIVE, topic = THINGS()): Promise<Shelf> {
    await log.putCluster('alpha', { name: 'Alpha', labels: {}, state: 'live' })
    const entry = { kind: 'Thing', namespaced: true, shortNames: [], followed: true }
    await log.putResource(topic, { ...entry, version: topic.version })
    const lease = await leaseOf(log, topic)
    const shelf = new Shelf(log, lease, taken(await log.startEpoch(lease, status)))
    shelf.#at = taken(await log.setShape(lease, shapeOf(true)))
    return shelf
  }

  /** Keeps the Lease; answers where the Topic stands, or undefined where somebody else may have it. */
  renew(): Promise<Position | undefined> {
    return this.#log.renew(this.#lease)
  }

  /** Renews the Lease for as long as it is not disposed of, as a watcher does. */
  keepRenewing(): Disposable {
    const timer = setInterval(() => {
      this.renew().catch(() => undefined) // Redis is away, or gone with the test: the next one tells.
    }, 1_000)
    return { [Symbol.dispose]: () => clearInterval(timer) }
  }

  /**
   * Goes on as a watcher does when Redis answers again: tells whether all must be written anew, because the Topic does
   * not stand where it was left. Rejects while Redis is away.
   */
  async goOn(): Promise<'as it was' | 'anew'> {
    const found = await this.renew()
    const { epoch, seq } = this.#at
    if (found?.epoch === epoch && found.seq === seq) return 'as it was'
    if (found === undefined) this.#lease = await leaseOf(this.#log, this.#lease.topic)
    this.#at = taken(await this.#log.startEpoch(this.#lease, LIVE))
    this.#at = taken(await this.#log.setShape(this.#lease, shapeOf(true)))
    return 'anew'
  }

  /** Rows from one number up to another in a version, and the Keys of some that are gone. */
  async put(version: number, [from, to]: readonly [number, number], gone: readonly string[] = []) {
    const changes = [
      ...Array.from({ length: to - from }, (_, index) => change(from + index, version)),
      ...gone.map((key) => ({ type: 'delete' as const, key })),
    ]
    this.#at = taken(await this.#log.publish(this.#lease, this.#at, { time: Date.now(), changes }))
  }

  async setLive(): Promise<void> {
    this.#at = taken(await this.#log.setStatus(this.#lease, LIVE))
  }
}

function change(n: number, version: number) {
  const cells = [`${version}`, '1/1', 'Running', `10.0.${n % 256}.17`, 'x'.repeat(300)]
  const key = `ns/row${n}`
  const { seq: _, ...rest } = record({ key, seq: version, cells })
  const object = Buffer.from(JSON.stringify({ metadata: { namespace: 'ns', name: `row${n}` } }))
  return { type: 'upsert' as const, record: { ...rest, hash: `${n}-${version}` }, object }
}

async function leaseOf(log: TopicLogWriter, topic: Topic): Promise<Lease> {
  const lease = await log.acquire(topic, 'a test')
  if (lease === undefined) throw new Error('somebody else holds the Topic')
  return lease
}

function taken(answer: Awaited<ReturnType<TopicLogWriter['publish']>>): Position {
  if (answer.type === 'refused') throw new Error(`refused: ${answer.why}`)
  return answer.position
}
