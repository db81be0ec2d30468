import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { z } from 'zod'

import { acting, outcomeOf } from '../administration.ts'
import { addUser, PASSWORD, SERVICE_TOKEN, startTestAuth, type TestAuth } from '../auth-service.ts'
import {
  bearer,
  claimsOf,
  logInAs,
  meWith,
  pairOf,
  post,
  refreshWith,
  tokensOf,
} from '../client.ts'
import { accessTokenOf, logInAt, meOf, startStage } from '../provider/provider-stage.ts'
import { keyOf, showKey } from './api-key-calls.ts'
import { as, askedOf, completeWith, enrolTotp, nextCode } from './second-factors.ts'

const REQUIRED = { ARGUS_SECOND_FACTOR: 'required' }

let auth: TestAuth
beforeAll(async () => {
  auth = await startTestAuth({ env: REQUIRED })
})
afterAll(() => auth[Symbol.asyncDispose]())

const principals = z.object({
  sessions: z.array(z.object({ principal: z.object({ grants: z.array(z.unknown()) }) })),
})

/** How many grants the services that serve a session are told of. */
async function granted(token: string): Promise<number | undefined> {
  const url = `${auth.service.internalUrl}/internal/principals`
  const sids = [String(claimsOf(token)['sid'])]
  const answer = await post(url, { sids }, bearer(SERVICE_TOKEN))
  return principals.parse(answer.json()).sessions[0]?.principal.grants.length
}

describe('A-33 where a second factor is asked for', () => {
  test('a password alone opens nothing but the way to one, and says so', async () => {
    await addUser(auth.db, { email: 'bare@example.test', role: 'admin' })
    const pair = await tokensOf(auth, 'bare@example.test')
    const who = acting(auth, pair.access_token)
    const refused = await who.get('/api/users')
    expect([refused.status, refused.json()]).toEqual([
      403,
      {
        code: 'second_factor_required',
        error: expect.stringContaining('POST /api/users/me/mfa/totp'),
      },
    ])
    for (const [method, path] of [
      ['GET', '/api/users/me'],
      ['GET', '/api/audit-log'],
      ['POST', '/api/roles'],
      ['POST', '/api/auth/api-keys'],
      ['DELETE', '/api/users/me/mfa/totp'],
      ['POST', '/api/users/me/mfa/recovery-codes'],
    ] as const) {
      const body = method === 'POST' ? {} : undefined
      const outcome = outcomeOf(await who.send(method, path, body))
      expect([path, outcome]).toEqual([path, '403 second_factor_required'])
    }
    expect((await meWith(auth, pair.access_token)).json()).toMatchObject({ grants: [] })
    expect(await granted(pair.access_token)).toBe(0)
    expect((await refreshWith(auth, pair.refresh_token)).status).toBe(200)
    expect((await who.get('/api/users/me/mfa')).status).toBe(200)
    const step = await who.send('POST', '/api/auth/step-up', { password: PASSWORD })
    expect(step.status).toBe(200)
  })

  test('who enrols one goes on in the same session at once, and the services that serve it are told', async () => {
    const userId = await addUser(auth.db, { email: 'enrols@example.test', role: 'admin' })
    const { access_token: token } = await tokensOf(auth, 'enrols@example.test')
    auth.announced.length = 0
    const { secret } = await enrolTotp(auth, token)
    expect(auth.notices().map(({ what }) => what)).toEqual([
      { type: 'grants_changed', userId, authzVersion: expect.any(Number) },
    ])
    expect((await as(auth, token).get('/api/users')).status).toBe(200)
    expect(await granted(token)).toBe(1)

    const { challenge } = await askedOf(auth, 'enrols@example.test')
    const whole = await completeWith(auth, { challenge, code: await nextCode(auth, secret) })
    expect((await as(auth, pairOf(whole).access_token).get('/api/users')).status).toBe(200)
  })

  test('who removes the last one is where they began', async () => {
    await addUser(auth.db, { email: 'removes@example.test', role: 'admin' })
    const { access_token: token } = await tokensOf(auth, 'removes@example.test')
    await enrolTotp(auth, token)
    auth.announced.length = 0
    expect((await as(auth, token).delete('/api/users/me/mfa/totp')).status).toBe(204)
    expect(auth.notices().map(({ what }) => what.type)).toEqual(['grants_changed'])
    expect(outcomeOf(await as(auth, token).get('/api/users'))).toBe('403 second_factor_required')
    expect(await granted(token)).toBe(0)
  })

  test('an enrolment that was begun is none yet', async () => {
    await addUser(auth.db, { email: 'begins@example.test', role: 'admin' })
    const { access_token: token } = await tokensOf(auth, 'begins@example.test')
    expect((await as(auth, token).post('/api/users/me/mfa/totp')).status).toBe(200)
    expect(outcomeOf(await as(auth, token).get('/api/users'))).toBe('403 second_factor_required')
  })

  test('a one-time password is replaced first', async () => {
    const id = await addUser(auth.db, { email: 'given@example.test', role: 'viewer' })
    const given = {
      must_change_password: true,
      password_expires_at: new Date(auth.clock.now() + 1_000),
    }
    await auth.db.updateTable('users').set(given).where('id', '=', id).execute()
    const who = acting(auth, pairOf(await logInAs(auth, 'given@example.test')).access_token)
    const begin = () => who.send('POST', '/api/users/me/mfa/totp', {})
    expect(outcomeOf(await begin())).toBe('403 password_change_required')
    const body = { current: PASSWORD, password: 'a much better one than that' }
    expect(outcomeOf(await who.send('PUT', '/api/users/me/password', body))).toBe('204')
    expect(outcomeOf(await who.get('/api/users/me'))).toBe('403 second_factor_required')
    expect(outcomeOf(await begin())).toBe('200')
  })

  test('API keys go on, which nobody makes without one', async () => {
    await addUser(auth.db, { email: 'scripts@example.test', role: 'viewer' })
    const { access_token: token } = await tokensOf(auth, 'scripts@example.test')
    await enrolTotp(auth, token)
    const { key } = await keyOf(auth, token)
    await as(auth, token).delete('/api/users/me/mfa/totp')
    const shown = z.object({ access_token: z.string() }).parse((await showKey(auth, key)).json())
    expect(await granted(shown.access_token)).toBe(1)
  })
})

test('A-33 who comes by the identity provider is not asked, whatever it says of passwords', async () => {
  await using stage = await startStage({ env: REQUIRED })
  stage.provider.accounts.set('ada', { email: 'ada@example.test', groups: ['readers'] })
  const token = await accessTokenOf(stage.auth, await logInAt(stage.auth, 'ada'))
  expect((await meOf(stage.auth, token)).grants).toHaveLength(1)
})

test('A-33 unless it is asked for, a password alone is enough', async () => {
  await using offered = await startTestAuth()
  await addUser(offered.db, { email: 'bare@example.test', role: 'admin' })
  const { access_token: token } = await tokensOf(offered, 'bare@example.test')
  expect((await as(offered, token).get('/api/users')).status).toBe(200)
})
