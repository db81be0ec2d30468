import { createHash } from 'node:crypto'

import type { Change } from '@argus/bus/publish'
import {
  CLUSTER_COLUMNS,
  WATCH_COLUMNS,
  type ClusterObject,
  type WatchObject,
} from '@argus/contracts/internal-topic'
import { objectKey } from '@argus/contracts/key'
import type { TopicShape } from '@argus/contracts/record'
import type { Cell, Health } from '@argus/contracts/row'
import { INTERNAL_GROUP } from '@argus/contracts/topic'

/** An object of an internal Topic, ready to be compared and published. */
export interface ReportRecord {
  readonly key: string
  readonly uid: string
  readonly hash: string
  readonly change: Extract<Change, { type: 'upsert' }>
}

/** 96 bits. */
const HASH_LENGTH = 16

export const CLUSTER_SHAPE = shapeOf('Cluster', CLUSTER_COLUMNS)
export const WATCH_SHAPE = shapeOf('Watch', WATCH_COLUMNS)

export function clusterRecord(
  cluster: string,
  object: ClusterObject,
  labels: Readonly<Record<string, string>> = {},
): ReportRecord {
  const { state, since, version = null, kinds, objects } = object
  return recordOf({
    kind: 'Cluster',
    name: cluster,
    labels,
    health: HEALTH[state],
    object,
    cells: [state, version, kinds.live, kinds.followed, objects, since],
  })
}

export function watchRecord(object: WatchObject): ReportRecord {
  const { group, resource, kind, plugin, state, since } = object
  const { objects, lag = null, relists, replica = null } = object
  return recordOf({
    kind: 'Watch',
    name: `${group}.${resource}`,
    labels: { group, resource, ...(plugin === undefined ? {} : { plugin }) },
    health: HEALTH[state],
    object,
    cells: [kind, state, since, objects, lag, relists, replica],
  })
}

/** What is not there is no failure, and no good news either. */
const HEALTH: Readonly<Record<WatchObject['state'], Health>> = {
  live: 'Current',
  syncing: 'InProgress',
  absent: 'Unknown',
  stale: 'Failed',
  forbidden: 'Failed',
  unreachable: 'Failed',
}

interface Report {
  readonly kind: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly health: Health
  readonly object: { readonly since: number; readonly reason?: string | undefined }
  readonly cells: readonly Cell[]
}

function recordOf({ kind, name, labels, health, object, cells }: Report): ReportRecord {
  const key = objectKey(undefined, name)
  const { since, reason = '' } = object
  const shown = {
    apiVersion: `${INTERNAL_GROUP}/v1`,
    kind,
    metadata: { name, uid: key, labels },
    ...object,
  }
  const bytes = Buffer.from(JSON.stringify(shown))
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, HASH_LENGTH)
  const row = {
    created: since,
    changed: since,
    health,
    healthSince: since,
    reason,
    owners: [],
    cells: [...cells],
  }
  const record = {
    key,
    uid: key,
    resourceVersion: hash,
    hash,
    labels,
    type: 'MODIFIED',
    row,
  } as const
  return { key, uid: key, hash, change: { type: 'upsert', record, object: bytes } }
}

function shapeOf(kind: string, declared: readonly TopicShape['columns'][number][]): TopicShape {
  const columns = declared.map((column) => ({ ...column }))
  const told = JSON.stringify([kind, columns])
  const hash = createHash('sha256').update(told).digest('base64url').slice(0, HASH_LENGTH)
  return { kind, namespaced: false, columns, hash }
}
