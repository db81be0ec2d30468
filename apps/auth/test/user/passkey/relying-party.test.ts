import { expect, test } from '@jest/globals'

import { readConfig } from '../../../src/config.ts'
import { relyingParty } from '../../../src/user/passkey/relying-party.ts'
import { environment } from '../../auth-service.ts'

test.each([
  ['https://argus.example.org', undefined, 'argus.example.org', ['https://argus.example.org']],
  ['http://localhost:3000', undefined, 'localhost', ['http://localhost:3000']],
  [
    'http://127.0.0.1:3000,http://localhost:3000',
    undefined,
    'localhost',
    ['http://localhost:3000'],
  ],
  [
    'https://a.example.org,https://b.example.org,https://example.com',
    'example.org',
    'example.org',
    ['https://a.example.org', 'https://b.example.org'],
  ],
])('of %s, with %s named, passkeys are for %s', (origins, named, ...[id, allowed]) => {
  expect(relyingParty(named, origins.split(','))).toEqual({ id, origins: allowed })
})

test.each([
  ['no console', undefined, []],
  [
    'a console known by its address alone',
    undefined,
    ['http://127.0.0.1:3000', 'http://[::1]:3000'],
  ],
  ['a console elsewhere', 'example.org', ['https://notexample.org']],
])('with %s there are none', (_, named, origins) => {
  expect(relyingParty(named, origins)).toBeUndefined()
})

test('a domain that no origin lies in is a mistake, and is named', () => {
  const env = { ...environment('postgres://db/argus'), ARGUS_PASSKEY_RP_ID: 'example.org' }
  expect(() => readConfig(env)).toThrow(
    /ARGUS_PASSKEY_RP_ID: none of ARGUS_ALLOWED_ORIGINS lies in this domain/,
  )
  expect(readConfig({ ...env, ARGUS_ALLOWED_ORIGINS: 'https://argus.example.org' })).toMatchObject({
    passkeys: { id: 'example.org' },
  })
})
