import { openTopicLogWriter, type OpenTopicLogWriter } from '@argus/bus/publish'
import type { CatalogResource } from '@argus/contracts/catalog'
import { ManualClock } from '@argus/testkit/manual-clock'
import type { TestRedis } from '@argus/testkit/redis'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { Redis } from 'ioredis'

import { Directory } from '../../src/topic/directory.ts'
import { startOwnRedis } from '../own-redis.ts'

const pods = { cluster: 'prod', group: 'core', resource: 'pods' }
const nodes = { cluster: 'staging', group: 'core', resource: 'nodes' }
const entry = (kind: string): CatalogResource => ({
  kind,
  namespaced: true,
  shortNames: [],
  version: 'v1',
  followed: true,
})

let redis: TestRedis
let raw: Redis
let log: OpenTopicLogWriter
let reads: number

beforeAll(async () => {
  redis = await startOwnRedis()
  raw = new Redis(redis.url)
  log = await openTopicLogWriter({ url: redis.url })
})
afterAll(async () => {
  raw.disconnect()
  await log[Symbol.asyncDispose]()
  await redis[Symbol.asyncDispose]()
})
beforeEach(async () => {
  await raw.flushall()
  reads = 0
})

/** The directory of one process; how often it reads all of it is counted. */
const open = (): Directory => {
  const counted = new Proxy(log, {
    get(target, name, receiver) {
      if (name === 'readCatalog') reads += 1
      const member: unknown = Reflect.get(target, name, receiver)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
  return new Directory(counted, new ManualClock())
}

describe('the directory', () => {
  test('is read anew where somebody has changed it, and only there', async () => {
    const [mine, other] = [open(), open()]
    await other.refresh()
    await other.putResource(pods, entry('Pod'))
    await mine.refresh()
    expect(mine.resource(pods)).toMatchObject({ kind: 'Pod' })
    reads = 0
    for (let look = 0; look < 5; look += 1) await mine.refresh()
    expect(reads).toBe(0)
    await other.putResource(nodes, entry('Node'))
    await mine.refresh()
    expect(reads).toBe(1)
    expect(mine.resourcesOf('prod').map(({ ref }) => ref)).toEqual([pods])
    expect(mine.resourcesOf('staging').map(({ ref }) => ref)).toEqual([nodes])
    await other.removeResource(nodes)
    await mine.refresh()
    expect(mine.resourcesOf('staging')).toEqual([])
  })

  test('that was lost is known to be empty, and whole again once each writes what it knows', async () => {
    const directory = open()
    await directory.refresh()
    await directory.putCluster('prod', { name: 'prod', labels: {}, state: 'live' })
    await directory.putResource(pods, entry('Pod'))
    await directory.refresh()
    await raw.flushall()
    await directory.refresh()
    expect([...directory.clusters]).toEqual([])
    expect(directory.resource(pods)).toBeUndefined()
    await directory.putResource(pods, entry('Pod'))
    await directory.refresh()
    expect(directory.resource(pods)).toMatchObject({ kind: 'Pod' })
  })

  test('gives what is asked for to its cluster, the newest wish first', async () => {
    const directory = open()
    await raw.zadd('argus:wanted', Date.UTC(2027, 0), 'prod/core/pods')
    await raw.zadd('argus:wanted', Date.UTC(2027, 1), 'prod/apps/deployments')
    await raw.zadd('argus:wanted', Date.UTC(2027, 2), 'staging/core/nodes')
    await directory.refresh()
    expect(directory.asked('prod').map(({ resource }) => resource)).toEqual(['deployments', 'pods'])
    expect(directory.asked('nowhere')).toEqual([])
  })
})
