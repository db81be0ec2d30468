import { randomBytes } from 'node:crypto'

import type { CatalogCluster, CatalogResource } from '@argus/contracts/catalog'
import type { Position } from '@argus/contracts/position'
import type { TopicMessage, TopicShape } from '@argus/contracts/record'
import { parseResourceKey, resourceKey, type ResourceRef, type Topic } from '@argus/contracts/topic'
import type { TopicStatus } from '@argus/contracts/topic-status'
import { z } from 'zod'

import { changeArgs, pagesOf } from '../batch-args.ts'
import { REVISION_FIELD } from '../catalog.ts'
import type { Clock } from '../clock.ts'
import { shapeValues, statsValues, statusValues, type FieldValues } from '../meta.ts'
import {
  GONE_LIMIT,
  GONE_MS,
  LEASE_MS,
  REPLICA_DEAD_MS,
  UPLINK_DEAD_MS,
  WANTED_LIMIT,
} from '../timing.ts'
import { catalogKey, topicKeys, uplinksKey, wantedKey, watchersKey } from '../topic-keys.ts'
import type {
  Catalog,
  Change,
  ChangeBatch,
  IndexEntry,
  Lease,
  TopicLogWriter,
  TopicMeta,
  TopicStats,
  WriteResult,
} from '../topic-log.ts'
import { readUplinks, uplinkText, type Uplink, type UplinkNews } from '../uplink.ts'
import type { Connection } from './connect.ts'
import type { TopicReads } from './reads.ts'
import { runScript, scripts, type Call, type Script } from './script.ts'

export interface WriteLogParts {
  readonly connection: Connection
  readonly reads: TopicReads
  readonly prefix: string
  readonly clock: Clock
}

/** Where a Topic stands that nothing was written to: at nobody's Position. */
const NOWHERE: Position = { epoch: '', seq: 0 }

/** The writer's half of the topic log in Redis. Whatever must be whole is one script. */
export class RedisTopicLogWriter implements TopicLogWriter {
  readonly #parts: WriteLogParts

  constructor(parts: WriteLogParts) {
    this.#parts = parts
  }

  /** True while Redis can be asked, else why not: for readiness. */
  reachable(): true | string {
    return this.#parts.connection.reachable()
  }

  async acquire(topic: Topic, replica: string): Promise<Lease | undefined> {
    const lease = { topic, replica, token: randomBytes(16).toString('hex') }
    const key = topicKeys(this.#parts.prefix, topic).lease
    const answer = await this.#parts.connection.run('take a lease', (redis) =>
      redis.set(key, holder(lease), 'PX', LEASE_MS, 'NX'),
    )
    return answer === 'OK' ? lease : undefined
  }

  async leaseLeft(topic: Topic): Promise<number> {
    const key = topicKeys(this.#parts.prefix, topic).lease
    const left = await this.#parts.connection.run('ask how long a lease lasts', (redis) =>
      redis.pttl(key),
    )
    return Math.max(0, left)
  }

  async renew(lease: Lease): Promise<Position | undefined> {
    const keys = topicKeys(this.#parts.prefix, lease.topic)
    const call = { keys: [keys.lease, keys.meta], args: [holder(lease), LEASE_MS] }
    const [held, epoch, seq] = renewal.parse(await this.#script(scripts.renew, call))
    if (held === 'lost') return undefined
    return epoch === '' ? NOWHERE : { epoch, seq }
  }

  async release(lease: Lease): Promise<void> {
    const { lease: key } = topicKeys(this.#parts.prefix, lease.topic)
    await this.#script(scripts.release, { keys: [key], args: [holder(lease)] })
  }

  async readMeta(topic: Topic): Promise<TopicMeta | undefined> {
    return this.#parts.reads.meta(topic)
  }

  async *readIndex(topic: Topic): AsyncGenerator<readonly IndexEntry[]> {
    const seen = new Set<string>()
    for await (const page of this.#parts.reads.rows(topic)) {
      const fresh = page.filter(({ key }) => !seen.has(key))
      for (const { key } of fresh) seen.add(key)
      yield fresh.map(({ key, uid, hash }) => ({ key, uid, hash }))
    }
  }

  async startEpoch(lease: Lease, status: TopicStatus): Promise<WriteResult> {
    const keys = topicKeys(this.#parts.prefix, lease.topic)
    const epoch = randomBytes(8).toString('hex')
    return this.#write(scripts.startEpoch, {
      keys: [keys.meta, keys.gone, keys.lease],
      args: [
        holder(lease),
        epoch,
        keys.channel,
        announcement({ type: 'epoch', epoch }),
        ...pairs(statusValues(status)),
      ],
    })
  }

  async publish(lease: Lease, expected: Position, batch: ChangeBatch): Promise<WriteResult> {
    let result: WriteResult = { type: 'written', position: expected }
    for (const changes of pagesOf(batch.changes)) {
      result = await this.#publishPage(lease, result.position, { ...batch, changes })
      if (result.type === 'refused') return result
    }
    return result
  }

  async setStatus(lease: Lease, status: TopicStatus): Promise<WriteResult> {
    return this.#setMeta(lease, statusValues(status), { type: 'status', status })
  }

  async setShape(lease: Lease, shape: TopicShape): Promise<WriteResult> {
    return this.#setMeta(lease, shapeValues(shape), { type: 'shape', shape })
  }

  async setStats(lease: Lease, stats: TopicStats): Promise<void> {
    await this.#setMeta(lease, statsValues(stats))
  }

  async heartbeat(replica: string): Promise<void> {
    const keys = [watchersKey(this.#parts.prefix)]
    await this.#script(scripts.heartbeat, { keys, args: [replica, FORGOTTEN_MS] })
  }

  async retire(replica: string): Promise<void> {
    const key = watchersKey(this.#parts.prefix)
    await this.#parts.connection.run('retire', (redis) => redis.zrem(key, replica))
  }

  async replicas(): Promise<readonly string[]> {
    const key = watchersKey(this.#parts.prefix)
    const heard = await this.#script(scripts.replicas, { keys: [key], args: [REPLICA_DEAD_MS] })
    return replicaNames.parse(heard).toSorted()
  }

  async claimUplink(uplink: Uplink): Promise<void> {
    await this.#uplink(scripts.claimUplink, [uplink.cluster, uplink.line, uplinkText(uplink)])
  }

  async keepUplink(uplink: Uplink): Promise<boolean> {
    const args = [uplink.cluster, uplink.line, uplinkText(uplink)]
    return (await this.#uplink(scripts.keepUplink, args)) === 'kept'
  }

  async leaveUplink({ cluster, line }: Uplink): Promise<void> {
    await this.#uplink(scripts.leaveUplink, [cluster, line])
  }

  async uplinks(): Promise<ReadonlyMap<string, UplinkNews>> {
    return readUplinks(await this.#uplink(scripts.uplinks, [UPLINK_DEAD_MS]))
  }

  #uplink(script: Script, args: readonly (string | number)[]): Promise<unknown> {
    return this.#script(script, { keys: [uplinksKey(this.#parts.prefix)], args })
  }

  putCluster(cluster: string, entry: CatalogCluster): Promise<void> {
    return this.#putEntry(cluster, entry)
  }

  putResource(ref: ResourceRef, entry: CatalogResource): Promise<void> {
    return this.#putEntry(resourceKey(ref), entry)
  }

  async removeResource(ref: ResourceRef): Promise<void> {
    const key = catalogKey(this.#parts.prefix)
    const args = [key, REVISION_FIELD, resourceKey(ref)]
    await this.#script(scripts.removeEntry, { keys: [key], args })
  }

  async removeCluster(cluster: string): Promise<void> {
    const key = catalogKey(this.#parts.prefix)
    await this.#script(scripts.removeCluster, { keys: [key], args: [key, REVISION_FIELD, cluster] })
  }

  readCatalog(): Promise<Catalog> {
    return this.#parts.reads.catalog()
  }

  catalogRevision(): Promise<string | undefined> {
    return this.#parts.reads.catalogRevision()
  }

  async readWanted(now: number): Promise<readonly ResourceRef[]> {
    const key = wantedKey(this.#parts.prefix)
    const [, members] = await this.#parts.connection.run('read what is wanted', (redis) =>
      Promise.all([
        redis.zremrangebyscore(key, '-inf', now),
        redis.zrevrangebyscore(key, '+inf', `(${now}`, 'LIMIT', 0, WANTED_LIMIT),
      ]),
    )
    return members.map(parseResourceKey).filter((ref) => ref !== undefined)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#parts.connection[Symbol.asyncDispose]()
  }

  #publishPage(
    lease: Lease,
    expected: Position,
    { time, changes }: { readonly time: number; readonly changes: readonly Change[] },
  ): Promise<WriteResult> {
    const { meta, rows, objects, order, gone, channel, lease: leaseKey } = this.#keys(lease)
    const now = Math.trunc(this.#parts.clock.now())
    return this.#write(scripts.publish, {
      keys: [meta, rows, objects, order, gone, leaseKey],
      args: [
        holder(lease),
        expected.epoch,
        expected.seq,
        time,
        now,
        channel,
        GONE_MS,
        GONE_LIMIT,
        ...changeArgs(changes, expected.seq).flat(),
      ],
    })
  }

  #setMeta(lease: Lease, values: FieldValues, message?: TopicMessage): Promise<WriteResult> {
    const { meta, channel, lease: leaseKey } = this.#keys(lease)
    const said = message === undefined ? '' : announcement(message)
    return this.#write(scripts.setMeta, {
      keys: [meta, leaseKey],
      args: [holder(lease), channel, said, ...pairs(values)],
    })
  }

  async #putEntry(field: string, entry: object): Promise<void> {
    const key = catalogKey(this.#parts.prefix)
    const args = [key, REVISION_FIELD, field, JSON.stringify(entry)]
    await this.#script(scripts.putEntry, { keys: [key], args })
  }

  async #write(script: Script, call: Call): Promise<WriteResult> {
    const [type, first, seq] = writeAnswer.parse(await this.#script(script, call))
    return type === 'refused'
      ? { type, why: first }
      : { type, position: { epoch: first, seq: Number(seq) } }
  }

  #script(script: Script, call: Call): Promise<unknown> {
    return this.#parts.connection.run('run a script', (redis) => runScript(redis, script, call))
  }

  #keys(lease: Lease): ReturnType<typeof topicKeys> {
    return topicKeys(this.#parts.prefix, lease.topic)
  }
}

/** So long unheard, a replica is taken off the list; alive it would have been heard by then. */
const FORGOTTEN_MS = 10 * REPLICA_DEAD_MS

const writeAnswer = z.union([
  z
    .tuple([z.literal('refused'), z.enum(['lease', 'position'])])
    .transform((it) => [...it, '0'] as const),
  z.tuple([z.literal('written'), z.string(), z.string()]),
])

const renewal = z.union([
  z.tuple([z.literal('lost')]).transform(() => ['lost', '', 0] as const),
  z.tuple([z.literal('held'), z.string(), z.coerce.number()]),
])

const replicaNames = z.array(z.string())

/** The value of a lease: whose it is, for the operator, and the token that proves it. */
function holder({ replica, token }: Lease): string {
  return `${replica} ${token}`
}

function announcement(message: TopicMessage): string {
  return JSON.stringify(message)
}

function pairs(values: FieldValues): string[] {
  return Object.entries(values).flat()
}
