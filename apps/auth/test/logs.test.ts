import { randomBytes } from 'node:crypto'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { authLogger } from '../src/logger.ts'
import { hashQueue } from '../src/user/hash-queue.ts'
import { createPasswords } from '../src/user/password-hash.ts'
import {
  addUser,
  CONSOLE,
  KEY_ENCRYPTION_KEY,
  SERVICE_TOKEN,
  startTestAuth,
  type TestAuth,
} from './auth-service.ts'
import { bearer, call, logInAs, logOutWith, meWith, pairOf, post, refreshWith } from './client.ts'

const lines: string[] = []
let auth: TestAuth
beforeAll(async () => {
  const logger = authLogger('trace', { write: (line) => void lines.push(line) })
  auth = await startTestAuth({ logger })
})
afterAll(() => auth[Symbol.asyncDispose]())

test('A-24 A-36 a run’s logs, audit and metrics hold no password, token or key, whatever goes wrong', async () => {
  const secret = `canary ${randomBytes(12).toString('hex')}`
  const wrong = `canary ${randomBytes(12).toString('hex')}`
  const passwordHash = await createPasswords(hashQueue(1)).hash(secret)
  await addUser(auth.db, { email: 'root@example.test', role: 'admin', passwordHash })
  const { url, internalUrl } = auth.service

  await logInAs(auth, 'root@example.test', wrong)
  await logInAs(auth, wrong, wrong)
  await post(`${url}/api/auth/login`, `{"email": "root@example.test", "password": "${wrong}`)
  const cookie = await post(
    `${url}/api/auth/login`,
    { email: 'root@example.test', password: secret, cookie: true },
    { origin: CONSOLE },
  )
  const inCookie = /_rt=([^;]+)/.exec(cookie.headers.get('set-cookie') ?? '')?.[1] ?? ''
  const first = pairOf(await logInAs(auth, 'root@example.test', secret))
  const second = pairOf(await refreshWith(auth, first.refresh_token))
  await auth.clock.advance(31_000)
  await refreshWith(auth, first.refresh_token) // Reuse: the session ends.
  await meWith(auth, second.access_token)
  const third = pairOf(await logInAs(auth, 'root@example.test', secret))
  await call(`${url}/api/auth/me?token=${third.access_token}`)
  await call(`${internalUrl}/internal/notices`, { headers: bearer(`${SERVICE_TOKEN}x`) })
  await post(`${url}/api/auth/signing-keys/rotate`, { use: 'access' }, bearer(third.access_token))
  const fourth = pairOf(await logInAs(auth, 'root@example.test', secret))
  // Faults of ours, with everything that a request can carry.
  await auth.database.query('ALTER TABLE auth.revoked_tokens RENAME TO elsewhere')
  expect((await meWith(auth, fourth.access_token)).status).toBe(500)
  expect((await refreshWith(auth, fourth.refresh_token)).status).toBe(500)
  expect((await logOutWith(auth, { refresh_token: fourth.refresh_token })).status).toBe(500)
  await auth.database.query('ALTER TABLE auth.elsewhere RENAME TO revoked_tokens')
  await logOutWith(auth, { refresh_token: fourth.refresh_token })

  const audit = JSON.stringify(await auth.db.selectFrom('audit_log').selectAll().execute())
  const metrics = (await call(`${internalUrl}/metrics`)).text
  expect(lines.filter((line) => line.includes('a call failed')).length).toBeGreaterThan(2)
  expect(lines.join('')).toContain('logged in')
  expect(audit).toContain('refresh.reuse_detected')
  expect(metrics).toContain('argus_auth_logins_total')
  const pairs = [first, second, third, fourth].flatMap((pair) => [
    pair.access_token,
    pair.refresh_token,
  ])
  const signatures = [...pairs, inCookie].map((token) => token.split('.')[2] ?? '')
  expect(signatures.every((signature) => signature.length > 80)).toBe(true)
  const canaries = [secret, wrong, passwordHash, SERVICE_TOKEN, KEY_ENCRYPTION_KEY, ...signatures]
  for (const exit of [lines.join(''), audit, metrics])
    for (const canary of canaries) expect(exit).not.toContain(canary)
})
