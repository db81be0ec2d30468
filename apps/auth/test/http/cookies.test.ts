import { expect, test } from '@jest/globals'

import { createCookies } from '../../src/http/cookies.ts'

test('A-25 the cookie has prefix and Secure, but where development does without', () => {
  const change = {
    type: 'set',
    name: 'rt',
    value: 'a.b.c',
    expiresAt: new Date(60_999),
  } as const
  expect(createCookies(true).write(change, 0)).toBe(
    '__Host-argus_rt=a.b.c; Max-Age=60; Path=/; HttpOnly; SameSite=Strict; Secure',
  )
  expect(createCookies(false).write(change, 0)).toBe(
    'argus_rt=a.b.c; Max-Age=60; Path=/; HttpOnly; SameSite=Strict',
  )
  expect(createCookies(true).write(change, 100_000)).toContain('Max-Age=0')
})

test.each([
  [undefined, undefined],
  ['', undefined],
  ['other=1', undefined],
  ['__Host-argus_rt=a.b.c', 'a.b.c'],
  ['x=1; __Host-argus_rt=a.b.c; y=2', 'a.b.c'],
  ['argus_rt=a.b.c', undefined],
  ['not__Host-argus_rt=a.b.c', undefined],
])('of %s it reads %s', (header, token) => {
  expect(createCookies(true).read(header).rt).toBe(token)
})
