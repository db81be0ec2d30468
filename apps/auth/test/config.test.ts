import { describe, expect, test } from '@jest/globals'

import { readConfig } from '../src/config.ts'
import { environment } from './auth-service.ts'

const env = (over: Record<string, string | undefined> = {}) => ({
  ...environment('postgres://db/argus'),
  ...over,
})

test('what is forgotten is named, all of it, with what to set; no value is printed', () => {
  expect(() => readConfig({})).toThrow(
    /DATABASE_URL: required[^]*REDIS_URL: required[^]*ARGUS_SERVICE_TOKEN: required[^]*ARGUS_KEY_ENCRYPTION_KEY: required/,
  )
  const secret = 'too-short-to-be-a-secret'
  expect(() =>
    readConfig(env({ ARGUS_SERVICE_TOKEN: secret, ARGUS_KEY_ENCRYPTION_KEY: secret })),
  ).toThrow(expect.objectContaining({ message: expect.not.stringContaining(secret) }))
})

test('without a word about it, it is production, with a secure cookie and no first login', () => {
  expect(readConfig(env({ ARGUS_MODE: undefined }))).toMatchObject({
    secureCookie: true,
    bootstrap: { type: 'none' },
    host: '127.0.0.1',
  })
})

describe('A-11 what is for development', () => {
  test.each(['ARGUS_DEVELOPMENT_LOGIN', 'ARGUS_INSECURE_COOKIE'])(
    '%s is refused in production',
    (name) => {
      expect(() => readConfig(env({ [name]: 'true' }))).toThrow(
        new RegExp(`${name}: is for development`),
      )
    },
  )

  test('is there in development', () => {
    const over = {
      ARGUS_MODE: 'development',
      ARGUS_DEVELOPMENT_LOGIN: 'true',
      ARGUS_INSECURE_COOKIE: 'true',
    }
    expect(readConfig(env(over))).toMatchObject({
      bootstrap: { type: 'development' },
      secureCookie: false,
    })
  })
})

test.each<[string, Record<string, string>]>([
  ['an origin with a path', { ARGUS_ALLOWED_ORIGINS: 'https://argus.test/console' }],
  ['an origin with a slash', { ARGUS_ALLOWED_ORIGINS: 'https://argus.test/' }],
  ['any origin', { ARGUS_ALLOWED_ORIGINS: '*' }],
  ['the null origin', { ARGUS_ALLOWED_ORIGINS: 'null' }],
  ['a short bootstrap password', { ARGUS_BOOTSTRAP_PASSWORD: 'fourteen chars' }],
  ['a key that is not 32 bytes', { ARGUS_KEY_ENCRYPTION_KEY: Buffer.alloc(31).toString('base64') }],
  ['a mode of its own', { ARGUS_MODE: 'staging' }],
  ['a proxy by name', { ARGUS_TRUSTED_PROXIES: 'proxy.example.org' }],
  ['any proxy', { ARGUS_TRUSTED_PROXIES: '*' }],
  ['a network that is too long', { ARGUS_TRUSTED_PROXIES: '10.0.0.0/33' }],
  ['half an address among good ones', { ARGUS_TRUSTED_PROXIES: '127.0.0.1, 10.0.0' }],
  ['an address with a port', { ARGUS_TRUSTED_PROXIES: '127.0.0.1:8080' }],
])('%s is refused', (_, over) => {
  expect(() => readConfig(env(over))).toThrow(/does not fit/)
})

test.each([
  ['A-01 fourteen chars', 'fourteen chars', /ARGUS_BOOTSTRAP_PASSWORD: the password is too short/],
  ['A-02 a common one', 'passwordpassword', /ARGUS_BOOTSTRAP_PASSWORD: .* common one/],
  ['A-02 the product', 'argus-admin-2026', /ARGUS_BOOTSTRAP_PASSWORD: .* name of Argus/],
])(
  '%s, as the first password, is refused with the reason and without itself',
  (_, ...[password, reason]) => {
    const read = () => readConfig(env({ ARGUS_BOOTSTRAP_PASSWORD: password }))
    expect(read).toThrow(reason)
    expect(read).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(password) }),
    )
  },
)

test('several origins are a list', () => {
  const { consoleOrigins } = readConfig(
    env({ ARGUS_ALLOWED_ORIGINS: 'https://a.test, http://localhost:3000' }),
  )
  expect(consoleOrigins).toEqual(['https://a.test', 'http://localhost:3000'])
})
