import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { custom } from '../custom-resources.ts'
import { monitors, startAgentWorld, topicOf, type AgentWorld } from './agent-world.ts'

/** 64 kbit/s, a third of a second each way, and one packet in a hundred lost. */
const BAD = { latencyMs: 300, bytesPerSecond: 8_000, loss: 0.01 }
const OBJECTS = 300

let world: AgentWorld

beforeAll(async () => {
  world = await startAgentWorld()
}, 60_000)
afterAll(async () => world[Symbol.asyncDispose]())

/** Two kilobytes of which most is found in no other object. */
const spec = (n: number, round: number) => ({
  endpoints: Array.from({ length: 40 }, (_, at) => ({
    port: `port-${(n * 7_919 * (at + 1)) % 99_991}`,
    path: `/metrics/${(n * 104_729 * (at + 3)) % 999_983}`,
  })),
  round,
})
const apply = (n: number, round: number): void => {
  world.server.store.apply(custom('servicemonitors', `m${n}`, { spec: spec(n, round) }))
}
const rounds = async (): Promise<readonly string[]> => {
  const stored = await world.stand.raw.hvals(
    `argus:{hidden/${monitors.group}/v1/${monitors.resource}}:objects`,
  )
  return stored.map((text) => /"round":(\d+)/u.exec(text)?.[1] ?? '')
}

test('over 64 kbit/s, 300 ms and one packet in a hundred lost a cluster is followed, and what is urgent is not stuck', async () => {
  for (let n = 0; n < OBJECTS; n += 1) apply(n, 0)
  using _bad = world.line.worsen(BAD)
  const token = await world.register('hidden')
  await world.startAgent({ token })
  await until(async () => (await world.keys('servicemonitors')).length === OBJECTS, {
    timeoutMs: 150_000,
    what: 'all objects',
  })
  await world.live('servicemonitors')
  // Each object changes; then one more, which is not behind all of them for long.
  const before = world.line.sent
  for (let n = 0; n < OBJECTS; n += 1) apply(n, 1)
  await until(async () => (await rounds()).every((round) => round === '1'), {
    timeoutMs: 90_000,
    what: 'all changes',
  })
  // Of some two kilobytes each.
  expect((world.line.sent - before) / OBJECTS).toBeLessThan(200)
  const asked = performance.now()
  const checked = await world.administrator().call('POST', '/hidden/check')
  expect(checked).toMatchObject({ status: 200, body: { type: 'ok' } })
  expect(performance.now() - asked).toBeLessThan(5_000)
  expect((await world.stand.meta(topicOf('servicemonitors')))['state']).toBe('live')
}, 300_000)

test('a line that is dead and looks alive is given up, and the next one goes on', async () => {
  world.line.blackHole()[Symbol.dispose]()
  apply(1, 2)
  await until(async () => (await rounds()).includes('2'), {
    timeoutMs: 90_000,
    what: 'the change',
  })
}, 120_000)
