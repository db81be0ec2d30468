import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { addUser, CONSOLE, startTestAuth, type TestAuth } from '../auth-service.ts'
import { call, post } from '../client.ts'

let auth: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
  await addUser(auth.db, { email: 'admin@example.test', role: 'admin' })
})
afterAll(() => auth[Symbol.asyncDispose]())

const keySet = () => `${auth.service.url}/.well-known/jwks.json`
const logIn = () => `${auth.service.url}/api/auth/login`
const preflight = (origin: string) =>
  call(logIn(), {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST' },
  })

const STRANGERS = [
  'https://localhost:3000',
  'http://localhost:3001',
  'http://localhost',
  'http://localhost:3000/',
  'http://LOCALHOST:3000',
  'http://evil.localhost:3000',
  'http://localhost:3000.evil.test',
  'null',
  '*',
]

describe('A-27 another page may read nothing', () => {
  test.each(STRANGERS)('%s', async (origin) => {
    for (const answer of [await call(keySet(), { headers: { origin } }), await preflight(origin)]) {
      const names = [...answer.headers.keys()]
      expect(names.filter((name) => name.startsWith('access-control-'))).toEqual([])
      expect(answer.headers.get('vary')).toContain('Origin')
    }
  })
})

test('A-27 a page of the console reads answers and errors, also with its cookie', async () => {
  const answer = await call(keySet(), { headers: { origin: CONSOLE } })
  expect(answer.headers.get('access-control-allow-origin')).toBe(CONSOLE)
  expect(answer.headers.get('access-control-allow-credentials')).toBe('true')
  const refused = await post(logIn(), { junk: 1 }, { origin: CONSOLE })
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([
    400,
    CONSOLE,
  ])
  const asked = await preflight(CONSOLE)
  expect([asked.status, asked.text]).toEqual([204, ''])
  expect(asked.headers.get('access-control-allow-methods')).toContain('DELETE')
  expect(asked.headers.get('access-control-allow-headers')).toBe('Authorization, Content-Type')
})

test('A-27 without an origin there is nothing to allow, and a cache is told what answers depend on', async () => {
  const answer = await call(keySet())
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  expect(answer.headers.get('vary')).toContain('Origin')
})

describe('A-26 what a page of another site can send changes nothing', () => {
  const FORM = 'application/x-www-form-urlencoded'
  const json = JSON.stringify({ email: 'admin@example.test', password: 'wrong', cookie: true })
  test.each<[string, number, Record<string, string>, string]>([
    ['a form', 415, { 'content-type': FORM }, 'email=a&password=b'],
    ['a form of parts', 415, { 'content-type': 'multipart/form-data; boundary=x' }, '--x--'],
    ['text that is JSON', 415, { 'content-type': 'text/plain' }, json],
    ['a form of another page', 403, { 'content-type': FORM, origin: 'https://evil.test' }, 'a=b'],
    ['JSON of another page', 403, { 'content-type': 'application/json', origin: 'null' }, json],
    [
      'JSON of another site in our name',
      403,
      { 'content-type': 'application/json', origin: CONSOLE, 'sec-fetch-site': 'cross-site' },
      json,
    ],
  ])('%s', async (...[, status, headers, body]) => {
    const before = await fingerprint()
    const answer = await call(logIn(), { method: 'POST', headers, body })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(await fingerprint()).toEqual(before)
  })
})

/** Every row of every table of auth. */
async function fingerprint(): Promise<readonly unknown[]> {
  const tables = await auth.database.query(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'auth' ORDER BY 1`,
  )
  const rows = tables.map(({ name }) =>
    auth.database.query(
      `SELECT md5(string_agg(t::text, '' ORDER BY t::text)) AS of FROM auth.${String(name)} AS t`,
    ),
  )
  return [tables, await Promise.all(rows)]
}
