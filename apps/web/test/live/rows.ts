import type { Item } from '@argus/contracts/gateway-frame'
import type { TopicShape } from '@argus/contracts/record'
import type { Topic } from '@argus/contracts/topic'
import type { TopicStatus } from '@argus/contracts/topic-status'
import type { LiveEvent } from '@argus/live-client/live-event'

const SHAPE: TopicShape = {
  kind: 'Certificate',
  namespaced: true,
  columns: [{ name: 'Ready', type: 'string', priority: 0 }],
  hash: 'h',
}

export function topicOf(cluster: string): Topic {
  return { cluster, group: 'cert-manager.io', version: 'v1', resource: 'certificates' }
}

export function item(key: string, fields: Partial<Item> = {}): Item {
  return {
    key,
    uid: key,
    created: 1,
    changed: 2,
    health: 'Current',
    healthSince: null,
    reason: '',
    owners: [],
    cells: ['True'],
    ...fields,
  }
}

export function joined(
  cluster: string,
  status: TopicStatus = { state: 'live', since: 1 },
): LiveEvent {
  return { type: 'joined', topic: topicOf(cluster), shape: SHAPE, status }
}

export function read(cluster: string, ...items: readonly Item[]): LiveEvent {
  return {
    type: 'changed',
    topic: topicOf(cluster),
    changes: items.map((one) => ({ type: 'read', item: one })),
  }
}

export function upserted(cluster: string, one: Item): LiveEvent {
  return {
    type: 'changed',
    topic: topicOf(cluster),
    changes: [{ type: 'upserted', item: one, before: undefined }],
  }
}

export function gone(cluster: string, one: Item): LiveEvent {
  return {
    type: 'changed',
    topic: topicOf(cluster),
    changes: [{ type: 'gone', key: one.key, before: one }],
  }
}

export function synced(cluster: string, resumed = false): LiveEvent {
  return { type: 'synced', topic: topicOf(cluster), resumed }
}
