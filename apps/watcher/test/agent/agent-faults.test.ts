import { errorEvent, refuse } from '@argus/informer/conformance/requests'
import { startLineProxy, type LineProxy } from '@argus/testkit/line-proxy'
import { seeded } from '@argus/testkit/seeded'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import type { Watcher } from '../../src/service.ts'
import { custom } from '../custom-resources.ts'
import type { AgentProcess } from './agent-process.ts'
import { monitors, startAgentWorld, topicOf, type AgentWorld } from './agent-world.ts'
import { openMirror } from './mirror.ts'

let world: AgentWorld
let other: Watcher
/** Between the agent and its API server. */
let api: LineProxy
let agent: AgentProcess

beforeAll(async () => {
  world = await startAgentWorld()
  other = await world.stand.start('two', { kubeconfig: undefined })
  const { url, caData, token, name } = world.server
  api = await startLineProxy({ url, caData, protocol: 'h2' })
  armFaults()
  for (const key of STAYS) world.server.store.apply(custom('servicemonitors', key))
  const server = { url: api.url, caData: api.caData, token, name }
  agent = await world.startAgent({ server, token: await world.register('hidden') })
  await world.live('servicemonitors')
}, 90_000)
afterAll(async () => {
  await api[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})

const CHANGES = 600
const EVERY = 40
const NAMES = 30
const STAYS = Array.from({ length: 20 }, (_, at) => `stays-${at}`)

/** Faults that are to be met, each once. */
const armed = new Set<string>()
const take = (fault: string): boolean => armed.delete(fault)

const failing = refuse(500, 'InternalError')
const busy = refuse(429, 'TooManyRequests', { 'retry-after': '0' })
const gone = errorEvent(410, 'Expired')

/** Before the first request: a rule is for those that come after it. */
function armFaults(): void {
  api.intercept(({ pathname, query }) => {
    if (!pathname.endsWith(`/${monitors.resource}`)) return undefined
    const lists = query.has('sendInitialEvents') || !query.has('watch')
    if (lists && take('no list')) return failing()
    if (query.has('watch') && take('gone')) return gone()
    if (take('busy')) return busy()
    if (take('failing')) return failing()
    if (!query.has('watch')) return undefined
    return {
      line(line) {
        if (take('cut')) return { send: line.slice(0, line.length / 3), stop: 'reset' }
        if (take('ended')) return { send: '', stop: 'end' }
        if (take('garbled')) return [line.slice(0, -2)]
        if (take('doubled')) return [line, line]
        return [line]
      },
    }
  })
}

/** What befalls the API server's lines and requests. */
const OF_THE_SERVER = [
  ['cut'],
  ['ended'],
  ['garbled'],
  ['doubled'],
  ['cut', 'busy'],
  ['cut', 'failing'],
  ['cut', 'gone'],
  ['cut', 'gone', 'no list'],
]

test('hundreds of changes through faults of the API server, the line, the agent and the watchers end in the same state', async () => {
  let leads = world.watcher
  const ofTheLine: readonly (() => Promise<void> | void)[] = [
    () => world.line.reset(),
    async () => {
      using _still = world.line.pause()
      await changes(20)
    },
    () => {
      leads = leads === world.watcher ? other : world.watcher
      world.lead(leads)
      world.line.reset()
    },
    async () => {
      await agent.restart()
    },
    async () => {
      using _away = world.line.refuse()
      world.line.reset()
      await changes(20)
    },
  ]
  const random = seeded(20_261_127)
  const alive = new Set<string>()
  let count = 0
  const changes = async (many: number): Promise<void> => {
    for (let n = 0; n < many; n += 1) {
      count += 1
      const name = `m${Math.floor(random() * NAMES)}`
      if (alive.has(name) && random() < 0.25) {
        world.server.store.delete({ ...monitors, namespace: 'shop', name })
        alive.delete(name)
      } else {
        world.server.store.apply(custom('servicemonitors', name, { spec: { count } }))
        alive.add(name)
      }
      if (n % 5 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const spent = (): Promise<boolean> =>
    until(
      async () => {
        if (armed.size > 0) await changes(1)
        return armed.size === 0
      },
      { timeoutMs: 60_000, what: `the faults to be met: ${[...armed].join(', ')}` },
    )
  const stays = new Set(STAYS.map((name) => `shop/${name}`))
  await using mirror = await openMirror(world.stand.redis.url, topicOf('servicemonitors'), stays)
  const faults = [...OF_THE_SERVER, ...OF_THE_SERVER]
  for (let at = 0; count < CHANGES; at += 1) {
    await spent()
    for (const fault of faults[at] ?? []) armed.add(fault)
    await ofTheLine[at % ofTheLine.length]?.()
    await changes(EVERY)
  }
  await spent()
  const there = () =>
    world.server.store.objects
      .list('monitoring.coreos.com/servicemonitors')
      .map(
        ({ metadata: { name, uid, resourceVersion } }) => `shop/${name} ${uid} ${resourceVersion}`,
      )
      .toSorted()
  const here = () =>
    [...mirror.records.values()]
      .map(({ key, uid, resourceVersion }) => `${key} ${uid} ${resourceVersion}`)
      .toSorted()
  await until(() => here().join('\n') === there().join('\n'), {
    timeoutMs: 60_000,
    what: 'the reader to have what the cluster has',
  })
  await world.live('servicemonitors')
  expect(mirror.wrong).toEqual([])
  expect(here()).toHaveLength(alive.size + STAYS.length)
}, 300_000)
