import type { Lease, TopicLogWriter } from '@argus/bus/publish'
import type { Position } from '@argus/contracts/position'
import type { TopicShape } from '@argus/contracts/record'
import { resourceKey, type Topic } from '@argus/contracts/topic'
import type { TopicStatus } from '@argus/contracts/topic-status'

import { record, type RecordParts } from '../records.ts'

/** What a test writes: an object as a Record's parts and its JSON, or the Key of one that is gone. */
export type Written = (RecordParts & { readonly key: string; readonly object?: object }) | string

/** The writer of one Topic, as a watcher would be: it holds the Lease, and knows where it stands. */
export interface TopicHand extends AsyncDisposable {
  readonly topic: Topic
  readonly position: Position
  write(...written: readonly Written[]): Promise<Position>
  setStatus(status: TopicStatus): Promise<void>
  setShape(shape: TopicShape): Promise<void>
  startEpoch(): Promise<void>
}

export interface HandOptions {
  readonly writer: TopicLogWriter
  readonly namespaced?: boolean
  readonly status?: TopicStatus
  /** Whether the directory lists it; those of Argus itself are in no directory. */
  readonly listed?: boolean
}

/** Takes a Topic, lists it in the directory, and begins an epoch. */
export async function openTopic(topic: Topic, options: HandOptions): Promise<TopicHand> {
  const { writer, namespaced = true, listed = true } = options
  const { status = { state: 'live', since: 1 } } = options
  const lease = await taken(writer, topic)
  const shape = shapeOf(namespaced)
  if (listed) {
    const { kind } = shape
    const { version } = topic
    const entry = { kind, namespaced, shortNames: [], followed: true }
    await writer.putResource(topic, version === 'unserved' ? entry : { ...entry, version })
  }
  let position = await written(writer.startEpoch(lease, status), topic)
  position = await written(writer.setShape(lease, shape), topic)
  const renewing = setInterval(() => void writer.renew(lease).catch(() => undefined), 1_000)
  let version = 0
  return {
    topic,
    get position() {
      return position
    },
    async write(...all) {
      const changes = all.map((one) => {
        if (typeof one === 'string') return { type: 'delete' as const, key: one }
        version += 1
        const { seq: _, ...rest } = record({ seq: version, ...one })
        const object = Buffer.from(JSON.stringify(one.object ?? objectOf(one.key, version)))
        return { type: 'upsert' as const, record: { ...rest, hash: `h${version}` }, object }
      })
      const batch = { time: Date.now(), changes }
      position = await written(writer.publish(lease, position, batch), topic)
      return position
    },
    async setStatus(next) {
      position = await written(writer.setStatus(lease, next), topic)
    },
    async setShape(next) {
      position = await written(writer.setShape(lease, next), topic)
    },
    async startEpoch() {
      position = await written(writer.startEpoch(lease, status), topic)
    },
    async [Symbol.asyncDispose]() {
      clearInterval(renewing)
      await writer.release(lease).catch(() => undefined)
    },
  }
}

function objectOf(key: string, version: number): object {
  const [namespace, name] = key.split('/')
  return { metadata: { ...(namespace && { namespace }), name }, spec: { version } }
}

export function shapeOf(namespaced: boolean): TopicShape {
  const columns = [{ name: 'Value', type: 'string' as const, priority: 0 }]
  return { kind: 'Thing', namespaced, columns, hash: `shape ${namespaced}` }
}

async function taken(writer: TopicLogWriter, topic: Topic): Promise<Lease> {
  const lease = await writer.acquire(topic, 'a test')
  if (lease === undefined) throw new Error(`${resourceKey(topic)} has another writer`)
  return lease
}

async function written(
  result: ReturnType<TopicLogWriter['publish']>,
  topic: Topic,
): Promise<Position> {
  const answer = await result
  if (answer.type === 'refused') throw new Error(`${resourceKey(topic)}: refused, ${answer.why}`)
  return answer.position
}
