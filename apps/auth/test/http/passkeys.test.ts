import { passkeySchema } from '@argus/contracts/http/passkeys'
import { chromiumMissing } from '@argus/testkit/chromium'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { z } from 'zod'

import { addUser, PASSWORD, startTestAuth, type TestAuth } from '../auth-service.ts'
import { claimsOf, logInAs, meWith, pairOf, post, tokensOf } from '../client.ts'
import { PasskeyBrowser, serveEmptyPage, type EmptyPage } from '../passkey-browser.ts'
import { as, askedOf, completeWith } from './second-factors.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip
const skipped = missing === undefined ? '' : ` (skipped: ${missing})`

const optionsSchema = z.looseObject({ challenge: z.string() })
const madeSchema = z.object({
  passkey: passkeySchema,
  recoveryCodes: z.array(z.string()).optional(),
})

suite(`passkeys in a browser${skipped}`, () => {
  let own: EmptyPage
  let foreign: EmptyPage
  let auth: TestAuth
  let browser: PasskeyBrowser
  let users = 0

  beforeAll(async () => {
    own = await serveEmptyPage()
    foreign = await serveEmptyPage()
    auth = await startTestAuth({ env: { ARGUS_ALLOWED_ORIGINS: own.origin } })
    browser = await PasskeyBrowser.start(own.origin)
  }, 60_000)
  beforeEach(() => browser.forgetPasskeys())
  afterAll(async () => {
    await browser[Symbol.asyncDispose]()
    await auth[Symbol.asyncDispose]()
    await foreign[Symbol.asyncDispose]()
    await own[Symbol.asyncDispose]()
  })

  const openly = (path: string, body: object = {}) => post(auth.service.url + path, body)
  const optionsOf = (answer: { json(): unknown }) => optionsSchema.parse(answer.json())
  const beginLogIn = async () => optionsOf(await openly('/api/auth/passkey/options'))
  const logInWith = (challenge: string, credential: object) =>
    openly('/api/auth/passkey', { challenge, credential })

  /** A new user, logged in by password, with a passkey in the browser. */
  async function owner() {
    users += 1
    const email = `owner${users}@example.test`
    const userId = await addUser(auth.db, { email })
    const { access_token: token } = await tokensOf(auth, email)
    const made = await enrol(token)
    return { email, userId, token, ...made }
  }

  async function enrol(token: string) {
    const options = optionsOf(await as(auth, token).post('/api/users/me/passkeys/options'))
    const credential = await browser.create(options)
    const body = { challenge: options.challenge, name: 'laptop', credential }
    const answer = await as(auth, token).post('/api/users/me/passkeys', body)
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)])
    return madeSchema.parse(answer.json())
  }

  const keyOf = (id: string) => [{ id, type: 'public-key' }]

  const auditOf = (target: string) =>
    auth.db
      .selectFrom('audit_log')
      .select(['action', 'details'])
      .where('target', '=', target)
      .orderBy('id')
      .execute()

  test('a passkey logs in without a password, and names its user itself', async () => {
    const { userId } = await owner()
    const options = await beginLogIn()
    const credential = await browser.prove(options)
    const pair = pairOf(await logInWith(options.challenge, credential))
    expect(claimsOf(pair.access_token)['sub']).toBe(userId)
    const session = await auth.db
      .selectFrom('sessions')
      .select('amr')
      .where('id', '=', String(claimsOf(pair.access_token)['sid']))
      .executeTakeFirstOrThrow()
    expect(session.amr).toEqual(['hwk', 'user', 'mfa'])
  })

  test('what a login by passkey asks says nothing of who has one', async () => {
    const options = await beginLogIn()
    expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' })
    expect(options['allowCredentials'] ?? []).toEqual([])
  })

  test('an answer is taken once, within five minutes, and for what it was asked', async () => {
    const { passkey, token } = await owner()
    const allowCredentials = keyOf(passkey.id)
    const once = await beginLogIn()
    const credential = await browser.prove({ ...once, allowCredentials })
    expect((await logInWith(once.challenge, credential)).status).toBe(200)
    expect((await logInWith(once.challenge, credential)).status).toBe(401)

    const mixed = await beginLogIn()
    const other = await beginLogIn()
    const answered = await browser.prove({ ...mixed, allowCredentials })
    expect((await logInWith(other.challenge, answered)).status).toBe(401)

    const stepUp = optionsOf(await as(auth, token).post('/api/auth/step-up/options'))
    const elsewhere = await browser.prove(stepUp)
    expect((await logInWith(stepUp.challenge, elsewhere)).status).toBe(401)

    const slow = await beginLogIn()
    const late = await browser.prove({ ...slow, allowCredentials })
    await auth.clock.advance(5 * 60_000)
    expect((await logInWith(slow.challenge, late)).status).toBe(401)
  })

  test('a user who was not verified is refused, whatever the browser thinks', async () => {
    const { passkey } = await owner()
    const options = await beginLogIn()
    await browser.setUserVerified(false)
    try {
      const weaker = { ...options, userVerification: 'discouraged' }
      const credential = await browser.prove({ ...weaker, allowCredentials: keyOf(passkey.id) })
      expect((await logInWith(options.challenge, credential)).status).toBe(401)
    } finally {
      await browser.setUserVerified(true)
    }
  })

  test('another page of the same domain is refused', async () => {
    const { userId, passkey } = await owner()
    const options = await beginLogIn()
    await browser.visit(foreign.origin)
    try {
      const credential = await browser.prove({ ...options, allowCredentials: keyOf(passkey.id) })
      expect((await logInWith(options.challenge, credential)).status).toBe(401)
    } finally {
      await browser.visit(own.origin)
    }
    expect(await auditOf(userId)).toContainEqual({
      action: 'mfa.failed',
      details: { method: 'passkey', why: 'proof' },
    })
  })

  test('a copied passkey is refused by its counter, and written down', async () => {
    const { userId, passkey } = await owner()
    const attempt = async () => {
      const options = await beginLogIn()
      const credential = await browser.prove({ ...options, allowCredentials: keyOf(passkey.id) })
      return logInWith(options.challenge, credential)
    }
    expect((await attempt()).status).toBe(200)
    expect((await attempt()).status).toBe(200)
    await browser.goBackInTime()
    expect((await attempt()).status).toBe(401)
    expect(await auditOf(userId)).toContainEqual({
      action: 'mfa.failed',
      details: { method: 'passkey', why: 'counter' },
    })
  })

  test('of a disabled user a passkey opens nothing', async () => {
    const { userId, passkey } = await owner()
    const disabled_at = new Date()
    await auth.db.updateTable('users').set({ disabled_at }).where('id', '=', userId).execute()
    const options = await beginLogIn()
    const credential = await browser.prove({ ...options, allowCredentials: keyOf(passkey.id) })
    const answer = await logInWith(options.challenge, credential)
    expect([answer.status, answer.json()]).toEqual([
      401,
      { error: 'invalid credentials', code: 'invalid_credentials' },
    ])
  })

  test('A-33 a passkey is a second factor to a password', async () => {
    const { email, passkey, recoveryCodes } = await owner()
    expect(recoveryCodes).toHaveLength(10)
    const asked = await askedOf(auth, email)
    expect(asked.methods).toEqual(['recovery_code', 'passkey'])
    expect(asked.passkey).toMatchObject({ allowCredentials: [{ id: passkey.id }] })
    const proof = await browser.prove(asked.passkey)
    const pair = pairOf(await completeWith(auth, { challenge: asked.challenge, passkey: proof }))
    expect((await meWith(auth, pair.access_token)).status).toBe(200)
  })

  test('A-33 another’s passkey is no second factor', async () => {
    const { email } = await owner()
    const other = await owner()
    const asked = await askedOf(auth, email)
    const options = { ...asked.passkey, allowCredentials: keyOf(other.passkey.id) }
    const proof = await browser.prove(options)
    const answer = await completeWith(auth, { challenge: asked.challenge, passkey: proof })
    expect(answer.status).toBe(401)
  })

  test('A-35 a passkey proves again who one is, its own user alone', async () => {
    const { token } = await owner()
    const other = await owner()
    const again = async (asker: string, teller: string) => {
      const { post: ask } = as(auth, asker)
      const options = optionsOf(await ask('/api/auth/step-up/options'))
      const passkey = { challenge: options.challenge, credential: await browser.prove(options) }
      return as(auth, teller).post('/api/auth/step-up', { passkey })
    }
    await auth.clock.advance(5 * 60_000 - 1_000)
    expect((await again(other.token, token)).status).toBe(401)
    expect((await again(token, token)).status).toBe(200)
    await auth.clock.advance(2_000)
    expect((await as(auth, token).post('/api/users/me/mfa/totp')).status).toBe(200)
    expect((await as(auth, other.token).post('/api/users/me/mfa/totp')).status).toBe(403)
  })

  test('A-22 enrolling and removing a passkey ends the other sessions, and not this one', async () => {
    const email = 'moving@example.test'
    await addUser(auth.db, { email })
    const { access_token: here } = await tokensOf(auth, email)
    const there = await tokensOf(auth, email)
    const { passkey } = await enrol(here)
    expect((await meWith(auth, there.access_token)).status).toBe(401)
    const options = await beginLogIn()
    const credential = await browser.prove({ ...options, allowCredentials: keyOf(passkey.id) })
    const byKey = pairOf(await logInWith(options.challenge, credential))
    const renamed = await as(auth, here).patch(`/api/users/me/passkeys/${passkey.id}`, {
      name: ' at home ',
    })
    expect(renamed.json()).toMatchObject({ id: passkey.id, name: 'at home' })
    const listed = await as(auth, here).get('/api/users/me/passkeys')
    expect(listed.json()).toEqual({ passkeys: [renamed.json()] })
    expect((await as(auth, here).delete(`/api/users/me/passkeys/${passkey.id}`)).status).toBe(204)
    expect((await meWith(auth, byKey.access_token)).status).toBe(401)
    expect((await meWith(auth, here)).status).toBe(200)
    expect((await logInAs(auth, email, PASSWORD)).status).toBe(200)
    const gone = await beginLogIn()
    const old = await browser.prove({ ...gone, allowCredentials: keyOf(passkey.id) })
    expect((await logInWith(gone.challenge, old)).status).toBe(401)
  })

  test('nobody renames or removes another’s passkey', async () => {
    const { passkey } = await owner()
    const { token } = await owner()
    const path = `/api/users/me/passkeys/${passkey.id}`
    expect((await as(auth, token).patch(path, { name: 'mine' })).status).toBe(404)
    expect((await as(auth, token).delete(path)).status).toBe(404)
  })
})

test('without a console there are no passkeys, and it says so', async () => {
  await using auth = await startTestAuth({ env: { ARGUS_ALLOWED_ORIGINS: '' } })
  const answer = await post(`${auth.service.url}/api/auth/passkey/options`, {})
  expect([answer.status, answer.json()]).toMatchObject([404, { code: 'not_found' }])
})
