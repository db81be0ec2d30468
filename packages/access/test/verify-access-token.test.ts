import { createHmac, randomUUID, sign } from 'node:crypto'

import { ManualClock } from '@argus/testkit/manual-clock'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import jwt from 'jsonwebtoken'

import { signAccessToken, signRefreshToken } from '../src/sign.ts'
import { accessTokenVerifier } from '../src/verify-access-token.ts'
import { refreshTokenVerifier } from '../src/verify-refresh-token.ts'
import { keyPair } from './keys.ts'

const clock = new ManualClock()
const issuer = 'argus-auth'
const audience = 'argus'
const pair = keyPair('k1')
const other = keyPair('k2')
const keyFor = (kid: string) => (kid === 'k1' ? pair.publicKey : undefined)
const verify = accessTokenVerifier({ issuer, audience, keyFor, clock })
const seconds = Math.floor(clock.now() / 1_000)
const claims = {
  iss: issuer,
  aud: audience,
  sub: randomUUID(),
  sid: randomUUID(),
  jti: randomUUID(),
  iat: seconds,
  exp: seconds + 300,
  client_id: 'console',
}

/** Signed by our key, so that only what is wrong with it can be why it is refused. */
const forge = (payload: object, header: object = {}): string =>
  jwt.sign(payload, pair.key, {
    algorithm: 'ES256',
    noTimestamp: !('iat' in payload), // The library would also delete one that is there.
    header: { alg: 'ES256', typ: 'at+jwt', kid: 'k1', ...header },
  })
const without = (name: string): object =>
  Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name))

test('A-12 a token of ours is taken, with its claims and the name of its key', async () => {
  expect(await verify(signAccessToken(claims, pair))).toEqual({ valid: true, claims, kid: 'k1' })
  expect(await verify(forge(claims))).toEqual({ valid: true, claims, kid: 'k1' })
})

describe('A-13 the verification matrix refuses', () => {
  const publicPem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const [head = '', body = '', signature = ''] = forge(claims).split('.')
  const unsigned = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt', kid: 'k1' })).toString(
    'base64url',
  )
  const hs256 = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' })).toString(
    'base64url',
  )

  /** Our signature over a header of any kind. */
  const raw = (header: object): string => {
    const text = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${body}`
    const key = { key: pair.key, dsaEncoding: 'ieee-p1363' as const }
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
  }

  test('but not what it is made of: our header signed by hand is taken', async () => {
    expect((await verify(raw({ alg: 'ES256', typ: 'at+jwt', kid: 'k1' }))).valid).toBe(true)
  })

  test.each<[string, string]>([
    ['nothing', ''],
    ['text that is no token', 'not a token'],
    ['three parts that are no token', 'a.b.c'],
    ['alg none', `${unsigned}.${body}.`],
    ['alg none with a signature', `${unsigned}.${body}.${signature}`],
    ['HS256 keyed with the public key', `${hs256}.${body}.${hmac(`${hs256}.${body}`, publicPem)}`],
    ['no signature', `${head}.${body}.`],
    ['a kid that is not ours', forge(claims, { kid: 'k9' })],
    ['an empty kid', forge(claims, { kid: '' })],
    ['a kid that is a path', forge(claims, { kid: '../k1' })],
    ['no kid', raw({ alg: 'ES256', typ: 'at+jwt' })],
    ['no typ', raw({ alg: 'ES256', kid: 'k1' })],
    ['typ in other letters', forge(claims, { typ: 'AT+JWT' })],
    ['an alg in other letters', raw({ alg: 'es256', typ: 'at+jwt', kid: 'k1' })],
    ['a header that says more than ours', forge(claims, { cty: 'JWT' })],
    [
      'another key under our kid',
      jwt.sign(claims, other.key, {
        algorithm: 'ES256',
        header: { alg: 'ES256', typ: 'at+jwt', kid: 'k1' },
      }),
    ],
    ['typ JWT', forge(claims, { typ: 'JWT' })],
    ['typ refresh', forge(claims, { typ: 'refresh' })],
    ['crit', forge(claims, { crit: ['exp'] })],
    ['jku', forge(claims, { jku: 'https://example.test/keys' })],
    ['jwk', forge(claims, { jwk: other.publicKey.export({ format: 'jwk' }) })],
    ['x5u', forge(claims, { x5u: 'https://example.test/cert' })],
    ['x5c', forge(claims, { x5c: ['AA'] })],
    ...Object.keys(claims).map((name): [string, string] => [`no ${name}`, forge(without(name))]),
    ['another audience', forge({ ...claims, aud: 'argus-auth' })],
    ['a list of audiences', forge({ ...claims, aud: [audience, 'other'] })],
    ['another issuer', forge({ ...claims, iss: 'other' })],
    ['a life longer than ours', forge({ ...claims, exp: seconds + 301 })],
    ['no life at all', forge({ ...claims, exp: seconds })],
    ['a time that is no number', forge({ ...claims, iat: seconds - 0.5 })],
    [
      'a string for a payload',
      jwt.sign('text', pair.key, {
        algorithm: 'ES256',
        header: { alg: 'ES256', typ: 'at+jwt', kid: 'k1' },
      }),
    ],
    ['more than 4 KiB', forge({ ...claims, client_id: 'x'.repeat(4_096) })],
  ])('%s', async (_, token) => {
    expect(await verify(token)).toEqual({ valid: false, fault: expect.any(String) })
  })

  test('a refresh token, also by the same key, and an access token as a refresh token', async () => {
    const { client_id: _, ...registered } = claims
    const refresh = signRefreshToken(registered, pair)
    expect(await verify(refresh)).toEqual({ valid: false, fault: 'malformed' })
    const verifyRefresh = refreshTokenVerifier({ issuer, audience, keyFor, clock })
    expect((await verifyRefresh(refresh)).valid).toBe(true)
    expect(await verifyRefresh(signAccessToken(claims, pair))).toEqual({
      valid: false,
      fault: 'malformed',
    })
  })

  test('any altered byte', async () => {
    const token = signAccessToken(claims, pair)
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    await fc.assert(
      fc.asyncProperty(
        fc.nat(token.length - 1),
        fc.constantFrom(...alphabet.split('')),
        async (index, char) => {
          const altered = token.slice(0, index) + char + token.slice(index + 1)
          const verdict = await verify(altered)
          // The last character of a part has bits that no byte holds: such a token says and signs the same.
          if (verdict.valid) expect(bytesOf(altered)).toEqual(bytesOf(token))
        },
      ),
      { numRuns: 500 },
    )
  })

  test('any altered claim under the old signature', async () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.uuid())
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(claims)), value, async (name, changed) => {
        const payload = JSON.stringify({ ...claims, [name]: changed })
        fc.pre(payload !== JSON.stringify(claims))
        const altered = [head, Buffer.from(payload).toString('base64url'), signature].join('.')
        expect((await verify(altered)).valid).toBe(false)
      }),
      { numRuns: 300 },
    )
  })
})

describe('A-14 clocks may differ by 30 s, both ways', () => {
  const verifyAt = (shift: number) =>
    accessTokenVerifier({
      issuer,
      audience,
      keyFor,
      clock: { now: () => clock.now() + shift * 1_000 },
    })

  test.each([
    ['25 s past its end', 325, true],
    ['60 s past its end', 360, false],
    ['25 s before its beginning', -25, true],
    ['60 s before its beginning', -60, false],
  ])('%s', async (_, shift, valid) => {
    expect((await verifyAt(shift)(signAccessToken(claims, pair))).valid).toBe(valid)
  })

  test('log-out takes one whose time is over, but none that is forged', async () => {
    const late = verifyAt(100_000)
    expect((await late(signAccessToken(claims, pair), { expired: 'accept' })).valid).toBe(true)
    expect((await late(forge({ ...claims, aud: 'x' }), { expired: 'accept' })).valid).toBe(false)
  })
})

test('a verifier without issuer or audience is not made', () => {
  expect(() => accessTokenVerifier({ issuer: '', audience, keyFor, clock })).toThrow(/issuer/)
  expect(() => accessTokenVerifier({ issuer, audience: '', keyFor, clock })).toThrow(/audience/)
})

test('where the keys cannot be asked for, nothing is judged', async () => {
  const away = accessTokenVerifier({
    issuer,
    audience,
    clock,
    keyFor: () => Promise.reject(new Error('away')),
  })
  await expect(away(signAccessToken(claims, pair))).rejects.toThrow('away')
})

function hmac(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url')
}

function bytesOf(token: string): string[] {
  return token.split('.').map((part) => Buffer.from(part, 'base64url').toString('hex'))
}

describe('each refusal is told by its kind, for whoever counts them', () => {
  const at = (shift: number) => ({ now: () => (seconds + shift) * 1_000 })
  const verifyAt = (shift: number) =>
    accessTokenVerifier({ issuer, audience, keyFor, clock: at(shift) })
  const sized = (bytes: number): string => {
    const { length } = forge(claims)
    const padded = (padding: number) =>
      forge({ ...claims, client_id: claims.client_id + 'x'.repeat(padding) })
    for (let padding = Math.floor(((bytes - length) * 3) / 4) - 3; ; padding += 1) {
      const token = padded(padding)
      if (token.length >= bytes) return token
    }
  }

  test.each<[string, string, string]>([
    ['text that is no token', 'not a token', 'malformed'],
    ['a header that is not ours', forge(claims, { typ: 'JWT' }), 'malformed'],
    ['a kid without a name', forge(claims, { kid: '' }), 'malformed'],
    ['a kid that is too long', forge(claims, { kid: 'k'.repeat(129) }), 'malformed'],
    ['the longest kid, which is not ours', forge(claims, { kid: 'k'.repeat(128) }), 'unknown_key'],
    ['a kid that is not ours', forge(claims, { kid: 'k9' }), 'unknown_key'],
    ['another audience', forge({ ...claims, aud: 'other' }), 'not_genuine'],
    ['a life longer than ours', forge({ ...claims, exp: seconds + 301 }), 'not_genuine'],
    ['one that was over long ago', forge({ ...claims, iat: 1, exp: 2 }), 'expired'],
  ])('%s', async (_, token, fault) => {
    expect(await verify(token)).toEqual({ valid: false, fault })
  })

  test('one byte more than is read at all', async () => {
    const longest = sized(4_095)
    expect(longest.length).toBeLessThanOrEqual(4_096)
    expect((await verify(longest)).valid).toBe(true)
    const tooLong = sized(4_097)
    expect(await verify(tooLong)).toEqual({ valid: false, fault: 'malformed' })
  })

  test.each([
    ['the last second of the leeway after its end', 329, { valid: true }],
    ['the first second after it', 330, { valid: false, fault: 'expired' }],
    ['the first second of the leeway before its beginning', -30, { valid: true }],
    ['the last second before it', -31, { valid: false, fault: 'not_genuine' }],
  ])('%s', async (_, shift, verdict) => {
    expect(await verifyAt(shift)(signAccessToken(claims, pair))).toMatchObject(verdict)
  })
})
