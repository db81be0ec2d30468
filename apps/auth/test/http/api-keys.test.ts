import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import type { Endpoint } from '@argus/contracts/endpoint'
import { exchangedSchema } from '@argus/contracts/http/api-keys'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { addUser, startTestAuth, type TestAuth } from '../auth-service.ts'
import { bearer, call, claimsOf, logInAs, meWith, post, refreshWith, tokensOf } from '../client.ts'
import {
  auditOf,
  exchange,
  getAs,
  grantsWith,
  keyOf,
  keysOf,
  makeKey,
  removeAs,
  showKey,
  someone,
} from './api-key-calls.ts'

let auth: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
  await addUser(auth.db, { email: 'root@example.test', role: 'admin' })
})
afterAll(() => auth[Symbol.asyncDispose]())

describe('an API key', () => {
  test('is told once, and exchanged for an access token of 300 seconds without a refresh token', async () => {
    const owner = await someone(auth)
    const { apiKey, key } = await keyOf(auth, owner.token, { name: 'nightly report' })
    expect(apiKey).toMatchObject({
      name: 'nightly report',
      roles: [{ role: 'viewer', cluster: null, namespace: null }],
      revokedAt: null,
      lastUsedAt: null,
    })
    expect(key.startsWith(`argus_${apiKey.prefix}_`)).toBe(true)
    const listed = await getAs(auth, '/api/auth/api-keys', owner.token)
    expect(listed.json()).toEqual({ apiKeys: [apiKey], next: null })
    expect(listed.text).not.toContain(key.slice(-40))

    const answer = await showKey(auth, key)
    expect(answer.json()).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 300,
    })
    expect(answer.headers.get('set-cookie')).toBeNull()
    const { access_token: token } = exchangedSchema.parse(answer.json())
    expect(claimsOf(token)).toMatchObject({ sub: owner.id, sid: apiKey.id })
    expect(await grantsWith(auth, token)).toEqual([
      { role: 'viewer', cluster: null, namespace: null },
    ])
    expect(await auditOf(auth, apiKey.id)).toEqual(['api_key.created', 'api_key.used'])
  })

  test('gives a token that lasts no longer than the key', async () => {
    const owner = await someone(auth)
    const { key } = await keyOf(auth, owner.token, { days: 100 / 86_400 })
    const { access_token: token, expires_in: lasts } = exchangedSchema.parse(
      (await showKey(auth, key)).json(),
    )
    expect(lasts).toBeLessThanOrEqual(100)
    await auth.clock.advance(100_000)
    expect((await meWith(auth, token)).status).toBe(401)
  })

  test('may have a role of its owner in a narrower place, or one that permits less', async () => {
    const { access_token: admin } = await tokensOf(auth, 'root@example.test')
    const roles = [
      { role: 'viewer', cluster: 'prod' },
      { role: 'admin', cluster: 'test', namespace: 'play' },
    ]
    const { key } = await keyOf(auth, admin, { roles })
    const grants = await grantsWith(auth, await exchange(auth, key))
    expect(new Set(grants.map((grant) => JSON.stringify(grant)))).toEqual(
      new Set([
        JSON.stringify({ role: 'viewer', cluster: 'prod', namespace: null }),
        JSON.stringify({ role: 'admin', cluster: 'test', namespace: 'play' }),
      ]),
    )
  })

  test('A-37 cannot have what its owner may not do there', async () => {
    const owner = await someone(auth, 'viewer', { cluster: 'prod', namespace: 'shop' })
    for (const role of [
      { role: 'viewer' },
      { role: 'viewer', cluster: 'prod' },
      { role: 'viewer', cluster: 'prod', namespace: 'bank' },
      { role: 'viewer', cluster: 'test', namespace: 'shop' },
      { role: 'operator', cluster: 'prod', namespace: 'shop' },
      { role: 'admin', cluster: 'prod', namespace: 'shop' },
      { role: 'no-such-role', cluster: 'prod', namespace: 'shop' },
    ]) {
      const answer = await makeKey(auth, owner.token, { roles: [role] })
      expect(answer.json()).toMatchObject({ code: 'not_allowed' })
    }
    const fits = { role: 'viewer', cluster: 'prod', namespace: 'shop' }
    expect((await makeKey(auth, owner.token, { roles: [fits] })).status).toBe(201)
    expect((await keysOf(auth, owner.token)).apiKeys).toHaveLength(1)
  })

  test('ends within a year, has a role, and is made by who proved a moment ago who they are', async () => {
    const owner = await someone(auth)
    for (const wanted of [{ days: 366 }, { days: -1 }, { days: 0 }, { roles: [] }, { name: ' ' }])
      expect((await makeKey(auth, owner.token, wanted)).status).toBe(400)
    expect((await makeKey(auth, owner.token, { days: 365 })).status).toBe(201)
    const noEnd = { name: 'for ever', roles: [{ role: 'viewer' }] }
    const url = `${auth.service.url}/api/auth/api-keys`
    expect((await post(url, noEnd, bearer(owner.token))).status).toBe(400)

    const { refresh_token: refresh } = await tokensOf(auth, owner.email)
    await auth.clock.advance(6 * 60_000)
    const later = exchangedSchema.parse((await refreshWith(auth, refresh)).json()).access_token
    expect((await makeKey(auth, later)).json()).toMatchObject({ code: 'step_up_required' })
  })

  test('is one of fifty at most', async () => {
    const owner = await someone(auth)
    for (let count = 0; count < 50; count += 1) await keyOf(auth, owner.token)
    expect((await makeKey(auth, owner.token)).json()).toMatchObject({ code: 'conflict' })
    const first = await keysOf(auth, owner.token, '?limit=30')
    const second = await keysOf(auth, owner.token, `?limit=30&after=${first.next}`)
    expect(second.next).toBeNull()
    const ids = [...first.apiKeys, ...second.apiKeys].map(({ id }) => id)
    expect(new Set(ids).size).toBe(50)
    expect((await removeAs(auth, `/api/auth/api-keys/${ids[0]}`, owner.token)).status).toBe(204)
    expect((await makeKey(auth, owner.token)).status).toBe(201)
  })

  test('does nothing that is for people: no other key, no password, no second factor', async () => {
    const contracts = fileURLToPath(
      new URL('../../../../packages/contracts/src/http/', import.meta.url),
    )
    const areas: Record<string, Readonly<Record<string, Endpoint>>>[] = await Promise.all(
      globSync('*.ts', { cwd: contracts }).map((area) => import(`${contracts}${area}`)),
    )
    const forPeople = areas
      .flatMap((area) => Object.entries(area))
      .filter(([name]) => name.endsWith('Endpoints') && name !== 'internalEndpoints')
      .flatMap(([, endpoints]) => Object.values(endpoints))
      .filter(({ access }) => access.type === 'session' && (access.recent || access.loginOnly))
    expect(forPeople.length).toBeGreaterThanOrEqual(10)
    const { access_token: admin } = await tokensOf(auth, 'root@example.test')
    const { key } = await keyOf(auth, admin, { roles: [{ role: 'admin' }] })
    const headers = { 'content-type': 'application/json', ...bearer(await exchange(auth, key)) }
    for (const { method, path, body } of forPeople) {
      const url =
        auth.service.url + path.replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000')
      const init = {
        method: method.toUpperCase(),
        headers,
        ...(body !== undefined && { body: '{}' }),
      }
      const answer = await call(url, init)
      // One that is said but not served yet answers nobody.
      if (answer.status === 404 && answer.text.includes('no such call')) continue
      expect([path, answer.json()]).toEqual([
        path,
        { error: 'an API key may not do this; log in', code: 'not_allowed' },
      ])
    }
    const password = await call(`${auth.service.url}/api/users/me/password`, {
      method: 'PUT',
      headers,
      body: '{}',
    })
    expect(password.status).toBe(403)
  })

  test('counts for nothing among the logins of its owner, and is not listed with them', async () => {
    const owner = await someone(auth)
    const { key } = await keyOf(auth, owner.token)
    const token = await exchange(auth, key)
    for (let count = 0; count < 21; count += 1) await logInAs(auth, owner.email)
    expect((await meWith(auth, token)).status).toBe(200)
    const { access_token: login } = await tokensOf(auth, owner.email)
    const listed = await getAs(auth, '/api/auth/sessions', login)
    expect(listed.status).toBe(200)
    expect(listed.text).not.toContain(String(claimsOf(token)['sid']))
  })
})
