import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'

import { addUser, startTestAuth, type TestAuth } from '../auth-service.ts'
import { bearer, call, tokensOf } from '../client.ts'

const EMAIL = 'someone@example.test'

let auth: TestAuth
let token: string
let own: string
beforeEach(async () => {
  auth = await startTestAuth()
  own = await addUser(auth.db, { email: EMAIL, role: 'viewer' })
  token = (await tokensOf(auth, EMAIL)).access_token
})
afterEach(() => auth[Symbol.asyncDispose]())

const ask = (path: string, method = 'GET', body?: object | string) =>
  call(auth.service.url + path, {
    method,
    headers: {
      ...bearer(token),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })

describe('the own account', () => {
  test('is shown, and its name is changed with one row of history', async () => {
    expect((await ask('/api/users/me')).json()).toEqual({
      id: own,
      email: EMAIL,
      displayName: '',
      createdAt: expect.any(String),
      lastLoginAt: '2026-01-01T00:00:00.000Z',
      hasPassword: true,
    })
    const renamed = await ask('/api/users/me', 'PATCH', { displayName: '  Zoë 李 ' })
    expect([renamed.status, renamed.json()]).toMatchObject([200, { displayName: 'Zoë 李' }])
    await ask('/api/users/me', 'PATCH', { displayName: 'Zoë 李' })
    expect(
      await auth.database.query(
        "SELECT target, details FROM auth.audit_log WHERE action = 'user.changed'",
      ),
    ).toEqual([{ target: own, details: { fields: ['displayName'] } }])
  })

  test.each([
    ['empty', ''],
    ['blank', '   '],
    ['too long', 'x'.repeat(101)],
    ['with a line end', 'a\nb'],
    ['with a character that the database has not', 'a\0b'],
    ['with a character that turns the text around it', 'a\u202eb'],
    ['with half a character', 'a\ud800'],
  ])('a name that is %s is refused', async (_, displayName) => {
    expect((await ask('/api/users/me', 'PATCH', { displayName })).status).toBe(400)
  })

  test('has no other field to change', async () => {
    const body = { displayName: 'Zoë', email: 'admin@argus.local' }
    expect((await ask('/api/users/me', 'PATCH', body)).status).toBe(400)
  })
})

describe('preferences', () => {
  const path = '/api/users/me/preferences'

  test('are empty at first, kept whole, and replaced', async () => {
    expect((await ask(path)).json()).toEqual({ settings: {}, updatedAt: null })
    const settings = {
      theme: 'dark',
      views: [{ name: 'Übersicht 🦊', columns: ['name'], wide: null }],
    }
    expect((await ask(path, 'PUT', { settings })).json()).toEqual({
      settings,
      updatedAt: '2026-01-01T00:00:00.000Z',
    })
    expect((await ask(path)).json()).toMatchObject({ settings })
    await ask(path, 'PUT', { settings: { theme: 'light' } })
    expect((await ask(path)).json()).toMatchObject({ settings: { theme: 'light' } })
  })

  test('are one’s own', async () => {
    await ask(path, 'PUT', { settings: { theme: 'dark' } })
    await addUser(auth.db, { email: 'other@example.test' })
    token = (await tokensOf(auth, 'other@example.test')).access_token
    expect((await ask(path)).json()).toEqual({ settings: {}, updatedAt: null })
  })

  test('may have 48 KiB and no more', async () => {
    const settings = (bytes: number) => ({
      settings: { view: 'x'.repeat(bytes - '{"view":""}'.length) },
    })
    expect((await ask(path, 'PUT', settings(48 * 1_024))).status).toBe(200)
    expect((await ask(path, 'PUT', settings(48 * 1_024 + 1))).status).toBe(413)
  })
})

describe('A-38 preferences that the database cannot hold', () => {
  test.each([
    ['too deep', `{"settings":{"a":${'['.repeat(17)}${']'.repeat(17)}}}`],
    [
      'so deep that a stack would end',
      `{"settings":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`,
    ],
    ['with a text that the database has not', '{"settings":{"a":"\\u0000"}}'],
    ['with a key that the database has not', '{"settings":{"\\u0000":1}}'],
    ['with half a character', '{"settings":{"a":["\\ud800"]}}'],
    ['no object', '{"settings":[]}'],
    ['nothing', '{"settings":null}'],
  ])('%s is refused', async (_, body) => {
    const answer = await ask('/api/users/me/preferences', 'PUT', body)
    expect([answer.status, answer.json()]).toMatchObject([400, { code: 'invalid_request' }])
  })
})
