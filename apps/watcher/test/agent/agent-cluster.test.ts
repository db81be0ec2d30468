import { clusterTopic } from '@argus/contracts/internal-topic'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'

import { custom } from '../custom-resources.ts'
import type { AgentProcess } from './agent-process.ts'
import { monitors, startAgentWorld, topicOf, type AgentWorld } from './agent-world.ts'

let world: AgentWorld
let agent: AgentProcess

beforeAll(async () => {
  world = await startAgentWorld()
  const token = await world.register('hidden')
  for (let n = 0; n < 200; n += 1) world.server.store.apply(custom('servicemonitors', `m${n}`))
  agent = await world.startAgent({ token })
  await world.live('servicemonitors')
}, 90_000)
afterAll(async () => world[Symbol.asyncDispose]())

/** Until readers have what the cluster has. */
const alike = async (): Promise<void> => {
  const there = () =>
    world.server.store.objects
      .list('monitoring.coreos.com/servicemonitors')
      .map(({ metadata }) => [`shop/${metadata.name}`, metadata.resourceVersion].join(' '))
      .toSorted()
  const here = async () =>
    [...(await world.stand.rows(topicOf('servicemonitors'))).values()]
      .map(({ key, resourceVersion }) => `${key} ${resourceVersion}`)
      .toSorted()
  await until(async () => (await here()).join() === there().join(), {
    timeoutMs: 30_000,
    what: 'readers to have what the cluster has',
  })
  await world.live('servicemonitors')
}
const seq = async (): Promise<number> =>
  Number((await world.stand.meta(topicOf('servicemonitors')))['seq'])
/** Lists of whole objects that the API server was asked for. */
const lists = (): number =>
  world.server.requests.filter(
    (request) =>
      request.includes('/servicemonitors?') &&
      (!request.includes('watch=') || request.includes('sendInitialEvents=true')),
  ).length
const change = (name: string, spec: object): void => {
  world.server.store.apply(custom('servicemonitors', name, { spec }))
}
const remove = (name: string): void => {
  world.server.store.delete({ ...monitors, namespace: 'shop', name })
}

describe('a cluster that only its agent reaches', () => {
  beforeEach(alike)

  test('has rows and objects as any other', async () => {
    const record = (await world.stand.rows(topicOf('servicemonitors'))).get('shop/m0')
    expect(record).toMatchObject({ key: 'shop/m0', type: 'ADDED' })
    expect(record?.row.changed).toBeGreaterThan(0)
    expect(await world.stand.object(topicOf('servicemonitors'), 'shop/m0')).toMatchObject({
      kind: 'ServiceMonitor',
      metadata: { name: 'm0' },
    })
  })

  test('says of its agent that it is connected, and how far behind it is', async () => {
    await until(async () => (await world.administrator().get('hidden')).state === 'live', {
      what: 'the cluster to be live',
    })
    expect(await world.administrator().get('hidden')).toMatchObject({
      source: 'agent',
      agent: { connected: true, version: '0.1.0', lag: expect.any(Number) },
    })
    const listed = { id: 'hidden', source: 'agent', agent: { connected: true } }
    expect(await world.administrator().call('GET', '')).toMatchObject({
      body: { clusters: [listed] },
    })
    const row = (await world.stand.rows(clusterTopic('hidden'))).get('/hidden')
    expect(row).toBeDefined()
  })

  test('is checked through its agent, and its resources are offered', async () => {
    const checked = await world.administrator().call('POST', '/hidden/check')
    expect(checked).toMatchObject({ status: 200, body: { type: 'ok', version: 'v1.36.3' } })
    const offered = await world.administrator().call('GET', '/hidden/api-resources')
    expect(offered.text).toContain('servicemonitors')
  })

  test('follows what changes, and what is defined anew', async () => {
    change('new', { a: 1 })
    remove('m1')
    await alike()
  })

  test('loses nothing when the line is cut, and is not listed again at either end', async () => {
    const [listed, before] = [lists(), await seq()]
    {
      using _cut = world.line.refuse()
      world.line.reset()
      change('m2', { a: 2 })
      change('m2', { a: 3 })
      change('m3', { a: 3 })
      remove('m4')
      change('other', {})
      await until(async () => (await world.state('servicemonitors')) !== 'live', {
        what: 'readers to be told',
      })
      expect((await world.keys('servicemonitors')).length).toBeGreaterThan(150)
    }
    await alike()
    // Each Key that changed once, in its last state: m2, m3, m4 and the new one.
    expect((await seq()) - before).toBe(4)
    expect(lists()).toBe(listed)
  })

  test('says that no agent is connected where none comes back, and keeps its rows', async () => {
    {
      using _cut = world.line.refuse()
      world.line.reset()
      await until(async () => (await world.state('servicemonitors')) === 'unreachable', {
        timeoutMs: 20_000,
        what: 'readers to be told',
      })
      const { reason } = await world.stand.meta(topicOf('servicemonitors'))
      expect(reason).toContain('no agent of this cluster is connected since')
      expect((await world.keys('servicemonitors')).length).toBeGreaterThan(150)
      const checked = await world.administrator().call('POST', '/hidden/check')
      expect(checked).toMatchObject({ status: 200, body: { type: 'no_agent' } })
    }
    await alike()
  })

  test('goes on where its agent was killed: what stayed is not written again, what went is gone', async () => {
    const before = await seq()
    await agent.kill()
    remove('m5')
    change('m6', { a: 6 })
    await agent.restart()
    await alike()
    expect((await seq()) - before).toBe(2)
  })

  test('stands still with the line and loses nothing', async () => {
    {
      using _still = world.line.pause()
      for (let n = 50; n < 100; n += 1) change(`m${n}`, { n })
    }
    await alike()
  })
})
