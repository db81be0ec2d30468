import { openAuthority } from '@argus/access/authority'
import { openKeySet } from '@argus/access/key-set'
import { accessTokenVerifier } from '@argus/access/verify-access-token'
import { ACCESS_AUDIENCE, TOKEN_ISSUER } from '@argus/contracts/claims'
import { keySetSchema } from '@argus/contracts/http/auth'
import { revokedSigningKeySchema } from '@argus/contracts/http/signing-keys'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { z } from 'zod'

import { addUser, SERVICE_TOKEN, startTestAuth, type TestAuth } from '../auth-service.ts'
import {
  bearer,
  call,
  headerOf,
  meWith,
  pairOf,
  post,
  refreshWith,
  tokensOf,
  type Pair,
} from '../client.ts'

const STEP_MS = 30_000
const MINUTE_MS = 60_000

let one: TestAuth
let other: TestAuth
beforeAll(async () => {
  one = await startTestAuth()
  other = await startTestAuth({ clock: one.clock, database: one.database })
  for (let user = 0; user < CLIENTS; user += 1)
    await addUser(one.db, { email: `${user}@example.test`, role: 'viewer' })
  await addUser(one.db, { email: 'root@example.test', role: 'admin' })
})
afterAll(async () => {
  await other[Symbol.asyncDispose]()
  await one[Symbol.asyncDispose]()
})

const CLIENTS = 4

/** What a gateway has: the key set with its cache, read from one replica. */
function gatewayOf(replica: TestAuth) {
  const { clock } = replica
  const keys = openKeySet({ url: `${replica.service.url}/.well-known/jwks.json`, clock })
  const verify = accessTokenVerifier({
    issuer: TOKEN_ISSUER,
    audience: ACCESS_AUDIENCE,
    keyFor: (kid) => keys.keyFor(kid),
    clock,
  })
  return { keys, verify }
}

const listed = async (replica: TestAuth): Promise<readonly string[]> => {
  const { text } = await call(`${replica.service.url}/.well-known/jwks.json`)
  return keySetSchema.parse(JSON.parse(text)).keys.map(({ kid }) => kid)
}
const kidOf = (token: string): string => z.string().parse(headerOf(token)['kid'])
const states = async () =>
  one.db.selectFrom('signing_keys').select(['kid', 'use', 'state']).execute()

test('A-28 A-29 keys rotate under load by schedule and by command without one spurious 401, each listed before it signs and after', async () => {
  const { clock } = one
  const { verify } = gatewayOf(other)
  const before = await states()
  // The access key is as old as the schedule wants it; the refresh key is turned by command.
  await one.db
    .updateTable('signing_keys')
    .set({ state_since: new Date(clock.now() - 30 * 24 * 60 * MINUTE_MS) })
    .where('use', '=', 'access')
    .execute()
  const root = await tokensOf(one, 'root@example.test')
  const asked = await post(
    `${one.service.url}/api/auth/signing-keys/rotate`,
    { use: 'refresh' },
    bearer(root.access_token),
  )
  expect(asked.status).toBe(200)

  const faults: string[] = []
  const signedFirst = new Map<string, number>()
  const signedLast = new Map<string, number>()
  let rounds = 0
  let calls = 0
  let stopped = false
  const user = async (index: number): Promise<void> => {
    let pair: Pair = await tokensOf(one, `${index}@example.test`)
    for (let turn = index; !stopped; turn += 1) {
      const [here, there] = turn % 2 === 0 ? [one, other] : [other, one]
      const refreshed = await refreshWith(here, pair.refresh_token)
      const at = clock.now()
      if (refreshed.status !== 200) {
        faults.push(`refresh ${refreshed.status}`)
        return
      }
      pair = pairOf(refreshed)
      const kid = kidOf(pair.access_token)
      if (!signedFirst.has(kid)) signedFirst.set(kid, at)
      signedLast.set(kid, at)
      const seen = await meWith(there, pair.access_token)
      if (seen.status !== 200) faults.push(`me ${seen.status}`)
      const verdict = await verify(pair.access_token)
      if (!verdict.valid) faults.push(`gateway ${verdict.fault}`)
      calls += 3
      rounds += 1
    }
  }
  const users = Array.from({ length: CLIENTS }, (_, index) => user(index))

  const listedFirst = new Map<string, number>()
  const listedLast = new Map<string, number>()
  const turned = async (): Promise<boolean> => {
    const now = await states()
    const old = before.filter(({ use }) => use === 'access').map(({ kid }) => kid)
    return now.some(({ kid, state }) => old.includes(kid) && state === 'revoked')
  }
  for (let step = 0; step < 90 && !(await turned()) && faults.length === 0; step += 1) {
    for (const replica of [one, other]) {
      for (const kid of await listed(replica)) {
        if (!listedFirst.has(kid)) listedFirst.set(kid, clock.now())
        listedLast.set(kid, clock.now())
      }
    }
    const done = rounds
    await clock.advance(STEP_MS)
    await until(() => rounds >= done + CLIENTS || faults.length > 0, { what: 'the load' })
  }
  stopped = true
  await Promise.all(users)

  expect(faults).toEqual([])
  expect(calls).toBeGreaterThan(500)
  const after = await states()
  const [oldKid] = before.filter(({ use }) => use === 'access').map(({ kid }) => kid)
  const newKid = after.find(({ use, state }) => use === 'access' && state === 'current')?.kid
  if (oldKid === undefined || newKid === undefined) throw new Error('a key is missing')
  expect(newKid).not.toBe(oldKid)
  expect([...signedFirst.keys()].toSorted()).toEqual([oldKid, newKid].toSorted())
  const at = (times: Map<string, number>, kid: string): number => times.get(kid) ?? Number.NaN
  expect(at(signedFirst, newKid) - at(listedFirst, newKid)).toBeGreaterThanOrEqual(20 * MINUTE_MS)
  expect(at(listedLast, oldKid) - at(signedLast, oldKid)).toBeGreaterThanOrEqual(6 * MINUTE_MS)
  // The refresh key turned too; what the old one signed is still taken.
  expect(
    after
      .filter(({ use }) => use === 'refresh')
      .map(({ state }) => state)
      .toSorted(),
  ).toEqual(['current', 'previous'])
  const rows = await one.db
    .selectFrom('audit_log')
    .select(['action', 'target'])
    .where('resource', '=', 'signing-keys')
    .where('action', '!=', 'key.created')
    .execute()
  expect(rows.filter(({ target }) => target === newKid).map(({ action }) => action)).toEqual([
    'key.rotated',
  ])
  expect(rows.filter(({ target }) => target === oldKid).map(({ action }) => action)).toEqual([
    'key.revoked',
  ])
}, 120_000)

test('A-29 in an emergency what the key signed is refused everywhere within a minute, and nobody is logged out', async () => {
  const { clock } = one
  const gateway = gatewayOf(other)
  await using authority = openAuthority({
    authUrl: other.service.internalUrl,
    serviceToken: SERVICE_TOKEN,
    // No bus at all: the poll finds it.
    announcements: async function* () {},
    clock,
    logger: { info: () => {}, warn: () => {} },
    keys: gateway.keys,
  })
  await until(() => authority.freshness === 'fresh', { what: 'the authority' })
  const reader = await tokensOf(one, '0@example.test')
  const root = await tokensOf(one, 'root@example.test')
  const kid = kidOf(reader.access_token)
  expect((await gateway.verify(reader.access_token)).valid).toBe(true)
  expect((await meWith(other, reader.access_token)).status).toBe(200)

  const revoked = await post(
    `${one.service.url}/api/auth/signing-keys/${kid}/revoke`,
    {},
    bearer(root.access_token),
  )
  expect(revoked.status).toBe(200)
  const { signingKey, replacedBy } = revokedSigningKeySchema.parse(revoked.json())
  expect(signingKey).toMatchObject({ kid, use: 'access', state: 'revoked' })

  // At once where it was done, and what is signed from now on is taken there and everywhere else.
  expect((await meWith(one, reader.access_token)).status).toBe(401)
  const again = pairOf(await refreshWith(one, reader.refresh_token))
  expect(kidOf(again.access_token)).toBe(replacedBy)
  expect((await meWith(one, again.access_token)).status).toBe(200)
  expect((await meWith(other, again.access_token)).status).toBe(200)

  // Another replica, which heard of nothing, neither takes nor signs by it two seconds later.
  await clock.advance(2_000)
  expect((await meWith(other, reader.access_token)).status).toBe(401)
  expect(kidOf((await tokensOf(other, '1@example.test')).access_token)).toBe(replacedBy)

  let passed = 2
  for (; passed < 60 && !gateway.keys.isRevoked(kid); passed += 1) {
    await clock.advance(1_000)
    await until(() => clock.sleeping > 0, { what: 'the poll' })
  }
  await until(() => gateway.keys.isRevoked(kid), { what: 'the notice' })
  expect(passed).toBeLessThanOrEqual(60)
  expect(await gateway.verify(reader.access_token)).toEqual({ valid: false, fault: 'unknown_key' })
  await clock.advance(5_000)
  expect((await gateway.verify(again.access_token)).valid).toBe(true)
  expect(await listed(other)).not.toContain(kid)
  expect((await refreshWith(other, again.refresh_token)).status).toBe(200)
}, 60_000)
