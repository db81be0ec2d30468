import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import type { Watcher } from '../../src/service.ts'
import { custom } from '../custom-resources.ts'
import type { AgentProcess } from './agent-process.ts'
import { monitors, startAgentWorld, topicOf, type AgentWorld } from './agent-world.ts'
import { openMirror } from './mirror.ts'

let world: AgentWorld
let other: Watcher
let agent: AgentProcess

beforeAll(async () => {
  world = await startAgentWorld()
  other = await world.stand.start('two', { kubeconfig: undefined })
  const token = await world.register('hidden')
  for (let n = 0; n < 50; n += 1) world.server.store.apply(custom('servicemonitors', `m${n}`))
  agent = await world.startAgent({ token, env: { LOG_LEVEL: 'info' } })
  await world.live('servicemonitors')
}, 90_000)
afterAll(async () => world[Symbol.asyncDispose]())

const holder = async (): Promise<string | undefined> =>
  (await world.stand.holder(topicOf('servicemonitors')))?.split(' ')[0]
const seq = async (): Promise<number> =>
  Number((await world.stand.meta(topicOf('servicemonitors')))['seq'])

describe('of two replicas', () => {
  test('the one that holds the line of an agent holds its whole cluster', async () => {
    await until(async () => (await holder()) === 'one', { what: 'the first to hold it' })
    for (const resource of ['servicemonitors', 'podmonitors', 'alertmanagers'])
      expect((await world.stand.holder(topicOf(resource)))?.split(' ')[0]).toBe('one')
  })

  test('either says how it stands with the agent', async () => {
    for (const watcher of [world.watcher, other])
      await until(
        async () => (await world.administrator(watcher).get('hidden')).agent?.connected === true,
        { what: 'the agent to be told' },
      )
  })

  test('the other takes the cluster when the agent dials it, and readers see nothing of it', async () => {
    const before = await seq()
    world.lead(other)
    world.line.reset()
    await until(async () => (await holder()) === 'two', {
      timeoutMs: 30_000,
      what: 'the second to hold it',
    })
    await world.live('servicemonitors')
    expect(await seq()).toBe(before)
    world.server.store.apply(custom('servicemonitors', 'm1', { spec: { moved: true } }))
    world.server.store.delete({ ...monitors, namespace: 'shop', name: 'm2' })
    await until(async () => (await seq()) === before + 2, { what: 'what changed, and no more' })
  })

  test('the other takes the cluster of one that was killed, and nothing is lost or taken away', async () => {
    const killed = world.stand.spawnLogged('three', { kubeconfig: undefined })
    const url = await until(
      () => /"url":"(http[^"]+)"[^\n]*"watching"/u.exec(killed.output())?.[1],
      {
        timeoutMs: 30_000,
        what: 'the third to listen',
      },
    )
    const stays = new Set(Array.from({ length: 40 }, (_, at) => `shop/m${at + 10}`))
    await using mirror = await openMirror(world.stand.redis.url, topicOf('servicemonitors'), stays)
    world.lead({ url })
    world.line.reset()
    await until(async () => (await holder()) === 'three', {
      timeoutMs: 30_000,
      what: 'the third to hold it',
    })
    await world.live('servicemonitors')
    killed.child.kill('SIGKILL')
    world.lead(world.watcher)
    world.server.store.apply(custom('servicemonitors', 'm3', { spec: { after: 'the kill' } }))
    world.server.store.delete({ ...monitors, namespace: 'shop', name: 'm4' })
    const there = () =>
      world.server.store.objects
        .list('monitoring.coreos.com/servicemonitors')
        .map(({ metadata }) => `shop/${metadata.name} ${metadata.resourceVersion}`)
        .toSorted()
    const here = () =>
      [...mirror.records.values()].map((one) => `${one.key} ${one.resourceVersion}`).toSorted()
    await until(() => here().join() === there().join(), {
      timeoutMs: 60_000,
      what: 'readers to have what the cluster has',
    })
    expect(await holder()).toBe('one')
    expect(mirror.wrong).toEqual([])
  }, 120_000)

  test('a revoked key ends the line on whichever replica holds it', async () => {
    const revokedAt = performance.now()
    expect((await world.administrator().call('DELETE', '/hidden/agent')).status).toBe(204)
    await until(() => agent.output().includes('the watcher refuses this agent'), {
      what: 'the agent to be refused',
    })
    expect(performance.now() - revokedAt).toBeLessThan(2_000)
  })
})

test('of two agents with one key one gives way and says so, and the cluster is followed by the other', async () => {
  const topic = topicOf('servicemonitors', 'twice')
  await using first = await world.startAgent({ token: await world.register('twice') })
  await world.live('servicemonitors', 'twice')
  await using second = await world.startAgent({ keyFile: first.keyFile })
  const isTold = (one: AgentProcess): boolean =>
    one.output().includes('run one agent for a cluster')
  await until(() => isTold(first) || isTold(second), {
    timeoutMs: 20_000,
    what: 'one of them to be told',
  })
  await world.live('servicemonitors', 'twice')
  world.server.store.apply(custom('servicemonitors', 'm5', { spec: { beside: 'another' } }))
  await until(
    async () => JSON.stringify(await world.stand.object(topic, 'shop/m5')).includes('another'),
    { what: 'the change' },
  )
}, 60_000)
