import type { FakeApiServer } from '@argus/fake-api-server/server'
import { until } from '@argus/testkit/until'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'

import type { Watcher } from '../src/service.ts'
import { custom, RESOURCES } from './custom-resources.ts'
import { startStand, type Stand } from './stand.ts'

const topics = RESOURCES.map(({ group, resource }) => ({
  cluster: 'prod',
  group,
  version: 'v1',
  resource,
}))
const monitors = topics.find(({ resource }) => resource === 'servicemonitors') ?? topics[0]

let stand: Stand
let cluster: FakeApiServer

beforeEach(async () => {
  stand = await startStand()
  cluster = await stand.addCluster('prod')
  for (const { resource } of RESOURCES)
    for (let i = 0; i < 5; i += 1) cluster.store.apply(custom(resource, `object-${i}`))
  await stand.follow(cluster)
})
afterEach(async () => stand[Symbol.asyncDispose]())

async function start(): Promise<Watcher> {
  const watcher = await stand.start()
  await converged('the first list')
  return watcher
}

/** What the topic log holds is what the cluster holds, and said to be live, within the time that is promised. */
async function converged(what: string): Promise<void> {
  await until(
    async () => {
      for (const topic of topics) {
        const rows = await stand.rows(topic)
        const objects = cluster.store.objects.list(`${topic.group}/${topic.resource}`)
        const there = objects.map(({ metadata }) => `${metadata.uid} ${metadata.resourceVersion}`)
        const held = [...rows.values()].map((record) => `${record.uid} ${record.resourceVersion}`)
        if (there.toSorted().join() !== held.toSorted().join()) return false
        const stored = await stand.raw.hlen(
          `argus:{prod/${topic.group}/v1/${topic.resource}}:objects`,
        )
        if (stored !== objects.length) return false
        if ((await stand.meta(topic))['state'] !== 'live') return false
      }
      return true
    },
    { what: `the topic log to equal the cluster after ${what}`, timeoutMs: 20_000 },
  )
}

/** Changes of every kind, one after another, until it is stopped. */
function keepChanging(): { stop(): void } {
  let turn = 0
  const timer = setInterval(() => {
    turn += 1
    for (const { resource } of RESOURCES) {
      cluster.store.apply(custom(resource, `object-${turn % 5}`, { spec: { turn } }))
      cluster.store.apply(custom(resource, `passing-${turn}`))
    }
    const name = `passing-${turn - 3}`
    for (const { group, resource, namespaced } of RESOURCES) {
      if (turn > 3)
        cluster.store.delete({
          group,
          resource,
          name,
          ...(namespaced ? { namespace: 'shop' } : {}),
        })
    }
  }, 50)
  return { stop: () => clearInterval(timer) }
}

describe('a watcher whose Redis', () => {
  test('I9: is killed and comes back empty writes everything again, in a new epoch', async () => {
    await start()
    const before = await stand.meta(monitors!)
    const changing = keepChanging()
    await stand.redis.restart()
    await until(async () => (await stand.rows(monitors!)).size > 0, {
      what: 'rows',
      timeoutMs: 20_000,
    })
    changing.stop()
    await converged('the loss of Redis')
    const after = await stand.meta(monitors!)
    expect(after['epoch']).not.toBe(before['epoch'])
    const resources = topics.map(({ group, resource }) => `prod/${group}/${resource}`)
    await until(
      async () => {
        const fields = await stand.raw.hkeys('argus:catalog')
        return ['prod', ...resources].every((field) => fields.includes(field))
      },
      { what: 'the directory to be whole' },
    )
  })

  test('is emptied while it runs writes everything again', async () => {
    await start()
    const changing = keepChanging()
    await stand.raw.flushall()
    await until(async () => (await stand.rows(monitors!)).size > 0, {
      what: 'rows',
      timeoutMs: 20_000,
    })
    changing.stop()
    await converged('a flush')
  })

  test('is frozen for 10 s is in step again', async () => {
    await start()
    const changing = keepChanging()
    stand.redis.pause()
    const frozenAt = Date.now()
    await until(() => Date.now() - frozenAt > 10_000, { what: '10 s', timeoutMs: 12_000 })
    stand.redis.resume()
    changing.stop()
    await converged('a freeze')
  })

  test('loses the newest changes begins a new epoch, also where nothing is published', async () => {
    await start()
    const key = 'argus:{prod/monitoring.coreos.com/v1/servicemonitors}'
    const before = await stand.meta(monitors!)
    // As after a fail-over to a copy that lagged: the newest rows and their numbers were never there.
    await stand.raw.hset(`${key}:meta`, 'seq', Number(before['seq']) - 2)
    await stand.raw.hdel(`${key}:rows`, 'shop/object-3', 'shop/object-4')
    await stand.raw.hdel(`${key}:objects`, 'shop/object-3', 'shop/object-4')
    await until(async () => (await stand.meta(monitors!))['epoch'] !== before['epoch'], {
      what: 'a new epoch',
    })
    await converged('a lost tail')
    const after = await stand.meta(monitors!)
    expect(Number(after['floor'])).toBeGreaterThan(Number(before['seq']) - 2)
  })

  test('is not there yet is waited for, and said not to be ready', async () => {
    await stand.redis.kill()
    const { url } = await stand.start()
    const ready = await fetch(`${url}/readyz`)
    expect(ready.status).toBe(503)
    expect(await ready.json()).toMatchObject({
      dependencies: { 'topic log': expect.stringContaining('does not answer') },
    })
    await stand.redis.restart()
    await converged('the start of Redis')
    await until(async () => (await fetch(`${url}/readyz`)).status === 200, { what: 'readiness' })
  })

  test.each(['killed', 'frozen'])('is %s does not keep it from stopping', async (how) => {
    const watcher = await start()
    if (how === 'killed') await stand.redis.kill()
    else stand.redis.pause()
    const before = Date.now()
    await watcher[Symbol.asyncDispose]()
    expect(Date.now() - before).toBeLessThan(5_000)
    if (how === 'frozen') stand.redis.resume()
  })
})
