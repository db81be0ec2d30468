import { createHash, createPrivateKey, randomBytes } from 'node:crypto'

import type { OpenApiDocument } from '@argus/contracts/openapi'
import { createSeals } from '@argus/db/seal'
import { createDatabase, type TestDatabase } from '@argus/testkit/database'
import { startRedis, type TestRedis } from '@argus/testkit/redis'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { z } from 'zod'

import { codeAt } from './authenticator-app.ts'
import { launchAuth, type AuthProcess } from './auth-process.ts'
import {
  CONSOLE,
  environment,
  KEY_ENCRYPTION_KEY,
  migrateAll,
  SERVICE_TOKEN,
} from './auth-service.ts'
import { createSecretClient, type SecretClient } from './canary/secret-client.ts'
import { leaksOf } from './canary/secret-search.ts'
import { documentOf } from './fuzz/document.ts'

const secret = (name: string): string => `${name}-${randomBytes(18).toString('base64url')}`
const planted = {
  'the first password': secret('first'),
  'the second password': secret('second'),
  'a wrong password': secret('wrong'),
  'a password in the field of the address': secret('misplaced'),
  'a refused password': 'argus-argus-argus',
  'a password in broken JSON': secret('broken'),
  'the secret at the identity provider': secret('client'),
}
const ADMIN = 'admin@argus.local'
const operator = {
  'the service token': SERVICE_TOKEN,
  'the key-encryption key': Buffer.from(KEY_ENCRYPTION_KEY, 'base64'),
  'the key-encryption key as it is set': KEY_ENCRYPTION_KEY,
}

let redis: TestRedis
let database: TestDatabase
let auth: AuthProcess
let client: SecretClient
let document: OpenApiDocument
beforeAll(async () => {
  redis = await startRedis({ kind: 'js' })
  database = await createDatabase({ migrate: migrateAll })
  auth = await launchAuth({
    ...environment(database.url),
    REDIS_URL: redis.url,
    ARGUS_BOOTSTRAP_PASSWORD: planted['the first password'],
    ARGUS_OIDC_ISSUER: 'https://127.0.0.1:1',
    ARGUS_OIDC_CLIENT_ID: 'argus',
    ARGUS_OIDC_REDIRECT_URL: 'https://argus.example.test/api/auth/oidc/callback',
    ARGUS_OIDC_ROLE_MAPPING: '{"people":[{"role":"viewer"}]}',
    ARGUS_OIDC_CLIENT_SECRET: planted['the secret at the identity provider'],
    LOG_LEVEL: 'trace',
  })
  await auth.ready()
  client = createSecretClient(auth.service.url)
  document = await documentOf(auth)
})
afterAll(async () => {
  await auth[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
  await redis[Symbol.asyncDispose]()
})

test('A-24 no password, token, seed, code or key is in the database, logs, audit log, metrics or errors', async () => {
  await liveThrough()
  await misuseEveryCall()
  const secrets = { ...planted, ...operator, ...client.secrets(), ...(await privateKeys()) }
  const names = Object.keys(secrets).join(' ')
  for (const kind of [
    'access_token',
    'refresh_token',
    'api key',
    'totp seed',
    'recovery code',
    'device_code',
    'user_code',
    'code verifier',
    'private key',
  ])
    expect(names).toContain(kind)
  const exits = await everyExit()
  for (const [exit, text] of Object.entries(exits))
    expect([exit, text.length > 100]).toEqual([exit, true])
  expect(leaksOf(exits, secrets)).toEqual([])

  // What the search would say of a line that somebody adds one day.
  const logs = `${exits['logs']}${JSON.stringify({ msg: `got ${client.last().access_token}` })}\n`
  expect(leaksOf({ ...exits, logs }, secrets)).toMatchObject([
    { exit: 'logs', form: 'as it is' },
    { exit: 'logs', form: 'percent-encoded' },
    { exit: 'logs', form: 'JSON' },
  ])
})

/** A life of each secret: made, used, used wrongly, ended. */
async function liveThrough(): Promise<void> {
  const [first, second] = [planted['the first password'], planted['the second password']]
  const logIn = (email: string, password: string, more: object = {}) =>
    client.send('POST', '/api/auth/login', { body: { email, password, ...more } })
  await logIn(ADMIN, planted['a wrong password'])
  await logIn('nobody@example.test', planted['a wrong password'])
  await logIn(planted['a password in the field of the address'], planted['a wrong password'])
  const begun = client.tokens(await logIn(ADMIN, first))
  const password = { method: 'PUT', path: '/api/users/me/password' }
  for (const refused of [planted['a refused password'], 'argus'])
    await client.send(password.method, password.path, {
      token: begun.access_token,
      body: { current: first, password: refused },
    })
  await client.send(password.method, password.path, {
    token: begun.access_token,
    body: { current: planted['a wrong password'], password: second },
  })
  const replaced = await client.send(password.method, password.path, {
    token: begun.access_token,
    body: { current: first, password: second },
  })
  expect(replaced.status).toBe(204)

  const pair = client.tokens(await logIn(ADMIN, second))
  const refresh = (token: string) =>
    client.send('POST', '/api/auth/refresh', { body: { refresh_token: token } })
  const next = client.tokens(await refresh(pair.refresh_token))
  await refresh(pair.refresh_token)
  await refresh(`${next.refresh_token.slice(0, -8)}AAAAAAAA`)
  await client.send('POST', '/api/auth/login', {
    body: { email: ADMIN, password: second, cookie: true },
    headers: { origin: CONSOLE },
  })

  const token = next.access_token
  const me = z
    .object({ id: z.string() })
    .parse((await client.send('GET', '/api/auth/me', { token })).json())
  const key = await client.send('POST', '/api/auth/api-keys', {
    token,
    body: {
      name: 'script',
      roles: [{ role: 'viewer' }],
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    },
  })
  const { key: apiKey } = z.object({ key: z.string() }).parse(key.json())
  client.keep('api key', apiKey)
  client.keep('api key, secret part', apiKey.split('_').at(-1) ?? '')
  for (const api_key of [apiKey, `${apiKey.slice(0, -4)}AAAA`])
    await client.send('POST', '/api/auth/token', { body: { api_key } })

  const totp = await client.send('POST', '/api/users/me/mfa/totp', { token, body: {} })
  const { secret: seed } = z.object({ secret: z.string() }).parse(totp.json())
  client.keep('totp seed', seed)
  await client.send('POST', '/api/users/me/mfa/totp/confirm', { token, body: { code: '000000' } })
  const codes = await client.send('POST', '/api/users/me/mfa/totp/confirm', {
    token,
    body: { code: codeAt(seed, Date.now()) },
  })
  const { recoveryCodes } = z.object({ recoveryCodes: z.array(z.string()) }).parse(codes.json())
  recoveryCodes.forEach((code, index) => {
    client.keep(`recovery code ${index}`, code)
    client.keep(`recovery code ${index}, bare`, code.replaceAll('-', ''))
  })
  for (const recovery_code of ['wrong-recovery-code', recoveryCodes[0], recoveryCodes[0]]) {
    const asked = z.object({ challenge: z.string() }).parse((await logIn(ADMIN, second)).json())
    client.keep(`challenge of ${recovery_code}`, asked.challenge)
    await client.send('POST', '/api/auth/login/second-factor', {
      body: { challenge: asked.challenge, recovery_code },
    })
  }
  await logInTerminals(token)
  await client.send('POST', `/api/users/${me.id}/password-reset`, { token, body: {} })
  await client.send('GET', '/api/auth/oidc/login', {})
  await client.send('POST', '/api/auth/logout', {
    token,
    body: { refresh_token: next.refresh_token },
  })
}

/** A terminal by each of its two ways: their codes, and what they are proved with. */
async function logInTerminals(token: string): Promise<void> {
  const verifier = secret('verifier').padEnd(43, '0')
  client.keep('code verifier', verifier)
  const redirect_uri = 'http://127.0.0.1:8000/callback'
  const code_challenge = createHash('sha256').update(verifier).digest('base64url')
  const allowed = { client: 'argus-cli', redirect_uri, code_challenge }
  const given = await client.send('POST', '/api/auth/authorize', { token, body: allowed })
  const { code } = z.object({ code: z.string() }).parse(given.json())
  const body = { code, code_verifier: verifier, redirect_uri }
  for (const _ of ['first', 'again'])
    await client.send('POST', '/api/auth/authorize/token', { body })
  const begun = await client.send('POST', '/api/auth/device', { body: {} })
  const device = z.object({ device_code: z.string(), user_code: z.string() }).parse(begun.json())
  const { user_code, device_code } = device
  await client.send('POST', '/api/auth/device/approve', { token, body: { user_code } })
  for (const _ of ['first', 'again'])
    await client.send('POST', '/api/auth/device/token', { body: { device_code } })
}

/** Secrets where they do not belong, at every call there is: headers, cookies, query, path, and bodies nobody can read. */
async function misuseEveryCall(): Promise<void> {
  const { access_token: access, refresh_token: refreshToken } = client.last()
  for (const [template, methods] of Object.entries(document.paths)) {
    for (const method of Object.keys(methods).map((name) => name.toUpperCase())) {
      const path = template.replaceAll(/\{\w+\}/g, encodeURIComponent(planted['a wrong password']))
      const ways = [
        { token: refreshToken, headers: { cookie: `__Host-argus_rt=${access}`, origin: CONSOLE } },
        { token: access, query: `?token=${access}&password=${planted['a wrong password']}` },
        { token: planted['a wrong password'], headers: { 'user-agent': 'canaries' } },
      ]
      for (const way of ways) {
        const url = `${path}${way.query ?? ''}`
        if (method === 'GET') await client.send(method, url, way)
        else
          for (const raw of [
            `{"password":"${planted['a password in broken JSON']}","refresh_token":"${access}"`,
            JSON.stringify({
              password: planted['a wrong password'],
              code: access,
              unknown: refreshToken,
            }),
          ])
            await client.send(method, url, { ...way, raw })
      }
    }
  }
}

async function everyExit(): Promise<Record<string, string>> {
  const tables = await database.query(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  )
  const exits: Record<string, string> = {}
  let dump = ''
  for (const { name } of tables) {
    const rows = await database.query(`SELECT t::text AS row FROM ${String(name)} t`)
    dump += rows.map(({ row }) => `${String(name)} ${String(row)}\n`).join('')
  }
  exits['the database'] = dump
  exits['metrics'] = await (await fetch(`${auth.service.internalUrl}/metrics`)).text()
  exits['logs'] = auth.output()
  exits['errors'] = client.errors()
  exits['the document'] = JSON.stringify(document)
  return exits
}

/** As the operator's key opens them: that whoever has the database alone does not. */
async function privateKeys(): Promise<Record<string, string | Buffer>> {
  const seals = createSeals(Buffer.from(KEY_ENCRYPTION_KEY, 'base64'))
  const rows = await database.query('SELECT kid, private_sealed, kek_id FROM auth.signing_keys')
  return Object.fromEntries(
    rows.flatMap((row) => {
      const { kid, private_sealed: bytes, kek_id: kekId } = keyRowSchema.parse(row)
      const place = { table: 'auth.signing_keys', field: 'private_sealed', record: kid }
      const der = seals.unseal({ bytes, kekId }, place)
      const { d = '' } = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({
        format: 'jwk',
      })
      return [
        [`private key ${kid}`, Buffer.from(d, 'base64url')],
        [`private key ${kid}, whole`, der],
      ]
    }),
  )
}

const keyRowSchema = z.object({
  kid: z.string(),
  private_sealed: z.instanceof(Buffer),
  kek_id: z.string(),
})
