import type { Topic } from '@argus/contracts/topic'
import type { TopicShape } from '@argus/contracts/record'
import type { TopicStatus } from '@argus/contracts/topic-status'

import type { Change, Lease, TopicLogWriter, WriteResult } from '../src/publish.ts'
import type { Position } from '@argus/contracts/position'

export const topic: Topic = {
  cluster: 'prod',
  group: 'monitoring.coreos.com',
  version: 'v1',
  resource: 'servicemonitors',
}

export const LIVE: TopicStatus = { state: 'live', since: 1_000 }
export const SYNCING: TopicStatus = { state: 'syncing', since: 500 }

export const shape: TopicShape = {
  kind: 'ServiceMonitor',
  namespaced: true,
  columns: [{ name: 'Age', type: 'date', priority: 0 }],
  hash: 'shape-1',
}

/** An upsert whose object says what it is, so that a mix-up shows. */
export function upsert(key: string, version = '1'): Change {
  return {
    type: 'upsert',
    record: {
      key,
      uid: `uid-${key}`,
      resourceVersion: version,
      hash: `hash-${version}`,
      labels: { app: 'wéb' },
      type: 'MODIFIED',
      row: {
        created: 1,
        changed: 2,
        health: 'Current',
        healthSince: null,
        reason: 'line\u2028separator',
        owners: [],
        cells: ['a', 1, true, null],
      },
    },
    object: Buffer.from(JSON.stringify({ key, version, text: 'ünïcode \u2028' })),
  }
}

export function remove(key: string): Change {
  return { type: 'delete', key }
}

/** One that holds a Topic and writes to it, where it believes it to stand. */
export class Owner {
  readonly log: TopicLogWriter
  readonly lease: Lease
  position: Position

  constructor(log: TopicLogWriter, lease: Lease, position: Position) {
    this.log = log
    this.lease = lease
    this.position = position
  }

  /** Takes the Lease, begins an epoch, and says that the Topic is live. */
  static async begin(log: TopicLogWriter, of: Topic = topic, status = LIVE): Promise<Owner> {
    const lease = await log.acquire(of, 'replica-a')
    if (lease === undefined) throw new Error('somebody else holds the Topic')
    return new Owner(log, lease, position(await log.startEpoch(lease, status)))
  }

  async publish(...changes: Change[]): Promise<Position> {
    const result = await this.log.publish(this.lease, this.position, { time: 42, changes })
    this.position = position(result)
    return this.position
  }

  async startEpoch(status = LIVE): Promise<Position> {
    this.position = position(await this.log.startEpoch(this.lease, status))
    return this.position
  }
}

/** Where a write left the Topic. Fails when it was refused. */
export function position(result: WriteResult): Position {
  if (result.type === 'refused') throw new Error(`refused: ${result.why}`)
  return result.position
}
