import { once } from 'node:events'

import {
  rotationProof,
  UPLINK_PATH,
  UPLINK_PROTOCOL,
  UplinkClose,
} from '@argus/contracts/agent-frame'
import { connectFleet } from '@argus/db/fleet'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { WebSocket } from 'ws'

import { firstUse } from '../../src/cluster/agent/admit-agents.ts'
import { clusterAdministrator, reader } from '../auth-service.ts'
import { custom } from '../custom-resources.ts'
import { registryClient } from '../registry/registry-client.ts'
import { startAgentWorld, topicOf, type AgentWorld } from './agent-world.ts'
import { dialRaw, rawKey, type RawKey } from './raw-agent.ts'

let world: AgentWorld
let url: string

beforeAll(async () => {
  world = await startAgentWorld()
  ;({ url } = world.watcher)
}, 60_000)
afterAll(async () => world[Symbol.asyncDispose]())

const register = async (token: string, { publicKey }: RawKey) => {
  const response = await fetch(`${url}/api/agents/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, publicKey }),
  })
  const text = await response.text()
  return { status: response.status, text }
}
/** A cluster whose agent has this key, and which is followed: before, an agent is told to dial again. */
const known = async (cluster: string): Promise<RawKey> => {
  const key = rawKey()
  expect((await register(await world.register(cluster), key)).status).toBe(201)
  const check = () => world.administrator().call('POST', `/${cluster}/check`)
  await until(async () => (await check()).status === 200, { what: `${cluster} to be followed` })
  return key
}
const history = (cluster: string | null): Promise<readonly unknown[]> =>
  world.stand.database.query(
    `SELECT action, outcome, details->>'why' AS why, actor_email IS NULL AS nobody FROM auth.audit_log
     WHERE cluster_id IS NOT DISTINCT FROM '${cluster ?? ''}' OR ('${cluster ?? ''}' = '' AND cluster_id IS NULL) ORDER BY id`,
  )
const refusal = (why: string) => ({
  action: 'cluster.agent_refused',
  outcome: 'refused',
  why,
  nobody: true,
})

describe('a registration token', () => {
  test('W-15 is good once, and who shows it again is refused and written into history', async () => {
    const token = await world.register('once')
    const key = rawKey()
    expect(await register(token, key)).toMatchObject({ status: 201, text: '{"cluster":"once"}' })
    // The answer may have been lost: the same key hears it again.
    expect((await register(token, key)).status).toBe(201)
    const stolen = await register(token, rawKey())
    expect(stolen.status).toBe(401)
    expect(stolen.text).toContain('make another one in the console')
    expect(await history('once')).toContainEqual(refusal('token_used'))
  })

  test('W-15 is known by its hash alone, and expires', async () => {
    const token = await world.register('late')
    const rows = await world.stand.database.query('SELECT * FROM fleet.agent_tokens')
    expect(JSON.stringify(rows)).not.toContain(token.slice(-20))
    await world.stand.database.query(
      `UPDATE fleet.agent_tokens SET expires_at = now() - interval '1 second' WHERE cluster_id = 'late'`,
    )
    const answer = await register(token, rawKey())
    expect(answer.status).toBe(401)
    expect(await history('late')).toContainEqual(refusal('token_expired'))
  })

  test('W-15 that nobody made is refused in the same words', async () => {
    const used = await register(await world.register('same'), rawKey())
    expect(used.status).toBe(201)
    const never = await register(`argus_agent_${'x'.repeat(43)}`, rawKey())
    expect(never.status).toBe(401)
    expect(await history(null)).toContainEqual(refusal('token_unknown'))
  })

  test('is made by who may change the cluster, and by nobody else', async () => {
    await world.register('guarded')
    const as = (grants: Parameters<AgentWorld['stand']['auth']['logIn']>[0]) =>
      registryClient(url, world.stand.auth.logIn(grants, { provedAgo: 0 }).token)
    const path = '/guarded/agent/tokens'
    expect((await as([reader('guarded')]).call('POST', path)).status).toBe(403)
    expect((await as([clusterAdministrator('other')]).call('POST', path)).status).toBe(404)
    expect((await as([clusterAdministrator('guarded')]).call('POST', path)).status).toBe(201)
  })

  test('takes the place of the key before it', async () => {
    const old = await known('twice')
    using first = await dialRaw(url, { cluster: 'twice', key: old })
    await first.welcomed()
    const answer = await world.administrator().call('POST', '/twice/agent/tokens')
    const { token } = Object.assign({ token: '' }, answer.body)
    expect((await register(token, rawKey())).status).toBe(201)
    expect(await first.closed).toBe(UplinkClose.Refused)
  })
})

describe('a key', () => {
  test('W-16 that was revoked ends its line within two seconds, and opens none', async () => {
    const key = await known('revoked')
    using agent = await dialRaw(url, { cluster: 'revoked', key })
    await agent.welcomed()
    const revokedAt = performance.now()
    expect((await world.administrator().call('DELETE', '/revoked/agent')).status).toBe(204)
    expect(await agent.closed).toBe(UplinkClose.Refused)
    expect(performance.now() - revokedAt).toBeLessThan(2_000)
    using again = await dialRaw(url, { cluster: 'revoked', key })
    expect(await again.closed).toBe(UplinkClose.Refused)
    expect(again.frames.some(({ type }) => type === 'welcome')).toBe(false)
    const written = await history('revoked')
    expect(written).toContainEqual(refusal('key_revoked'))
    expect(written).toContainEqual(expect.objectContaining({ action: 'cluster.agent_revoked' }))
  })

  test('W-17 speaks for its own cluster alone', async () => {
    const key = await known('mine')
    await known('yours')
    using agent = await dialRaw(url, { cluster: 'yours', key })
    expect(await agent.closed).toBe(UplinkClose.Refused)
    expect(await history('mine')).toContainEqual(refusal('wrong_cluster'))
  })

  test('W-17 is nothing without its private half', async () => {
    const key = await known('half')
    using agent = await dialRaw(url, { cluster: 'half', key, signedBy: rawKey() })
    expect(await agent.closed).toBe(UplinkClose.Refused)
    expect(await history('half')).toContainEqual(refusal('bad_signature'))
    using stranger = await dialRaw(url, { cluster: 'half', key: rawKey() })
    expect(await stranger.closed).toBe(UplinkClose.Refused)
    expect(await history(null)).toContainEqual(refusal('key_unknown'))
  })
})

describe('a key that follows another', () => {
  const rotation = (cluster: string, next: RawKey) => ({
    type: 'rotate',
    publicKey: next.publicKey,
    signature: next.sign(rotationProof(cluster, next.publicKey)),
  })

  test('W-15 is good from then on, and the old one until it was used', async () => {
    const [old, next] = [await known('rotated'), rawKey()]
    using agent = await dialRaw(url, { cluster: 'rotated', key: old })
    await agent.welcomed()
    await agent.say(rotation('rotated', next))
    await until(() => agent.frames.find(({ type }) => type === 'key_kept'), {
      what: 'the new key to be kept',
    })
    using again = await dialRaw(url, { cluster: 'rotated', key: old })
    await again.welcomed()
    using followed = await dialRaw(url, { cluster: 'rotated', key: next })
    await followed.welcomed()
    using late = await dialRaw(url, { cluster: 'rotated', key: old })
    expect(await late.closed).toBe(UplinkClose.Refused)
    expect(await history('rotated')).toContainEqual(
      expect.objectContaining({ action: 'cluster.agent_key_changed' }),
    )
  })

  test('W-18 is one for each line, and one that the agent has', async () => {
    const key = await known('greedy')
    using agent = await dialRaw(url, { cluster: 'greedy', key })
    await agent.welcomed()
    await agent.say(rotation('greedy', rawKey()))
    await agent.say(rotation('greedy', rawKey()))
    expect(await agent.closed).toBe(UplinkClose.Violation)
    using other = await dialRaw(url, { cluster: 'greedy', key })
    await other.welcomed()
    const foreign = rawKey()
    await other.say({ ...rotation('greedy', rawKey()), publicKey: foreign.publicKey })
    expect(await other.closed).toBe(UplinkClose.Violation)
  })

  test('W-16 that was revoked before it was used takes nothing from the key that is good', async () => {
    const old = await known('overtaken')
    const answer = await world.administrator().call('POST', '/overtaken/agent/tokens')
    const { token } = Object.assign({ token: '' }, answer.body)
    const good = rawKey()
    expect((await register(token, good)).status).toBe(201)
    const { publicKey: _key, ...named } = { ...old, cluster: 'overtaken', used: false }
    await using db = connectFleet(world.stand.database.url)
    const late = { ...named, publicKey: Buffer.from(old.publicKey, 'base64url') }
    expect(await firstUse(db, late)).toBe(false)
    using agent = await dialRaw(url, { cluster: 'overtaken', key: good })
    await agent.welcomed()
  })
})

describe('who is on a line and is no agent', () => {
  const intrude = async (cluster: string) => {
    const key = await known(cluster)
    const agent = await dialRaw(url, { cluster, key })
    await agent.welcomed()
    return agent
  }
  let strange = 0
  const forged = JSON.stringify(custom('servicemonitors', 'forged'))

  test('W-18 cannot speak of what it was not asked for: the line ends, and nothing is published', async () => {
    using agent = await intrude('forger')
    const change = { type: 'object', key: 'shop/forged', bytes: forged.length, changed: 1, time: 1 }
    await agent.say({ type: 'changes', topic: 999, changes: [change] }, forged)
    expect(await agent.closed).toBe(UplinkClose.Violation)
    expect(await history('forger')).toContainEqual(refusal('violation'))
    expect((await world.stand.rows(topicOf('servicemonitors', 'forger'))).size).toBe(0)
  })

  test.each<[string, (agent: Awaited<ReturnType<typeof intrude>>) => Promise<void> | void]>([
    ['bytes that are no packed message', (agent) => agent.sendRaw(Buffer.from('not packed'))],
    ['text', (agent) => agent.sendRaw('{"type":"hello"}')],
    ['a frame of no kind', (agent) => agent.say({ type: 'delete_everything' })],
    [
      'a message without the objects that it names',
      (agent) =>
        agent.say({
          type: 'changes',
          topic: 1,
          changes: [{ type: 'object', key: 'shop/a', bytes: 10, changed: 1, time: 1 }],
        }),
    ],
    [
      'a message that unpacks to more than any may be',
      (agent) => agent.say({ type: 'silent', reason: '' }, ' '.repeat(17 * 1024 * 1024)),
    ],
  ])('W-18 %s ends the line', async (_, send) => {
    strange += 1
    using agent = await intrude(`strange-${strange}`)
    await send(agent)
    expect(await agent.closed).toBe(UplinkClose.Violation)
  })

  test.each([
    ['is another than it says', forged],
    ['is no JSON', forged.replace('{', '[')],
  ])('W-18 an object that %s ends the line', async (_, object) => {
    strange += 1
    const cluster = `strange-${strange}`
    using agent = await intrude(cluster)
    const asked = await until(
      () =>
        agent.frames.find(
          (frame) =>
            frame.type === 'ask' &&
            frame.question.type === 'discover' &&
            frame.question.resource === 'servicemonitors',
        ),
      { what: 'the question whether it is served' },
    )
    const found = {
      type: 'served',
      version: 'v1',
      namespaced: true,
      kind: 'ServiceMonitor',
      singular: 'servicemonitor',
      shortNames: [],
      columns: [],
    }
    const answer = { type: 'discover', found }
    await agent.say({ type: 'answer', id: 'id' in asked ? asked.id : 0, answer })
    const follow = await until(() => agent.frames.find(({ type }) => type === 'follow'), {
      what: 'the Topic to be asked for',
    })
    const topic = 'topic' in follow ? follow.topic : 0
    const bytes = Buffer.byteLength(object)
    const change = { type: 'object', key: 'shop/other', bytes, changed: 1, time: 1 }
    await agent.say({ type: 'changes', topic, changes: [change] }, object)
    expect(await agent.closed).toBe(UplinkClose.Violation)
    expect(await history(cluster)).toContainEqual(refusal('violation'))
    expect((await world.stand.rows(topicOf('servicemonitors', cluster))).size).toBe(0)
  })

  test('W-18 that says more than a hello before it is known is cut off', async () => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}${UPLINK_PATH}`, UPLINK_PROTOCOL)
    socket.on('error', () => undefined) // It is cut off.
    await once(socket, 'open')
    const closed = once(socket, 'close')
    socket.send('x'.repeat(1024 * 1024))
    await closed
  })

  test('a page of a browser is not let in', async () => {
    const response = await fetch(`${url}/api/agents/uplink`)
    expect(response.status).toBe(404)
  })

  test('registers not more than a few times a minute', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 65; n += 1)
      statuses.push((await register(`argus_agent_${'y'.repeat(43)}`, rawKey())).status)
    expect(statuses.at(-1)).toBe(429)
  })
})
