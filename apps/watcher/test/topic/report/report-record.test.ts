import {
  clusterObjectSchema,
  watchObjectSchema,
  type WatchObject,
} from '@argus/contracts/internal-topic'
import { kubernetesObjectSchema } from '@argus/contracts/gateway-frame'
import { recordSchema } from '@argus/contracts/record'
import { describe, expect, test } from '@jest/globals'

import {
  CLUSTER_SHAPE,
  clusterRecord,
  WATCH_SHAPE,
  watchRecord,
} from '../../../src/topic/report/report-record.ts'

const watch: WatchObject = {
  group: 'example.org',
  version: 'v1',
  resource: 'things',
  kind: 'Thing',
  plugin: 'examples',
  state: 'stale',
  since: 5,
  reason: 'the watch was lost',
  objects: 2,
  lag: 4,
  relists: 1,
  replica: 'one',
}
const cluster = {
  name: 'Prod',
  state: 'live',
  since: 5,
  version: 'v1.36.3',
  kinds: { live: 1, followed: 2 },
  objects: 2,
} as const

describe('a row of Argus about itself', () => {
  test('is a Record like any other, whose object parses as what it tells', () => {
    for (const { change } of [watchRecord(watch), clusterRecord('prod', cluster)]) {
      expect(recordSchema.safeParse({ ...change.record, seq: 1 }).error).toBeUndefined()
      expect(kubernetesObjectSchema.safeParse(JSON.parse(change.object.toString())).success).toBe(
        true,
      )
    }
    const { object } = watchRecord(watch).change
    expect(watchObjectSchema.parse(JSON.parse(object.toString()))).toEqual(watch)
    const told = clusterRecord('prod', cluster).change.object
    expect(clusterObjectSchema.parse(JSON.parse(told.toString()))).toEqual(cluster)
  })

  test('has the Keys that readers ask for, and a cell for each column', () => {
    const { record } = watchRecord(watch).change
    expect(record.key).toBe('/example.org.things')
    expect(record.row.cells).toEqual(['Thing', 'stale', 5, 2, 4, 1, 'one'])
    expect(record.row.cells).toHaveLength(WATCH_SHAPE.columns.length)
    const row = clusterRecord('prod', cluster).change.record
    expect(row.key).toBe('/prod')
    expect(row.row.cells).toEqual(['live', 'v1.36.3', 1, 2, 2, 5])
    expect(row.row.cells).toHaveLength(CLUSTER_SHAPE.columns.length)
  })

  test.each([
    ['live', 'Current'],
    ['syncing', 'InProgress'],
    ['absent', 'Unknown'],
    ['stale', 'Failed'],
    ['forbidden', 'Failed'],
    ['unreachable', 'Failed'],
  ] as const)('that is %s is %s', (state, health) => {
    expect(watchRecord({ ...watch, state }).change.record.row.health).toBe(health)
  })

  test('has another hash exactly when it tells something else', () => {
    expect(watchRecord({ ...watch }).hash).toBe(watchRecord(watch).hash)
    expect(watchRecord({ ...watch, lag: 5 }).hash).not.toBe(watchRecord(watch).hash)
  })
})
