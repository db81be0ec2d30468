import { expect, test } from '@jest/globals'

import { refreshCookie } from '../../src/http/refresh-cookie.ts'
import { isOwnPage, type Source } from '../../src/http/same-site.ts'

const OURS = ['https://argus.example.test']
const [own] = OURS

test.each<[string, Source, boolean]>([
  ['no browser', { origin: undefined, fetchSite: undefined, cookie: false }, true],
  ['no browser, with a cookie', { origin: undefined, fetchSite: undefined, cookie: true }, false],
  ['our page', { origin: own, fetchSite: 'same-origin', cookie: true }, true],
  ['our page in an old browser', { origin: own, fetchSite: undefined, cookie: true }, true],
  ['another site', { origin: 'https://evil.test', fetchSite: 'cross-site', cookie: false }, false],
  ['another site in our name', { origin: own, fetchSite: 'cross-site', cookie: false }, false],
  [
    'a sister of our host',
    { origin: 'https://x.example.test', fetchSite: 'same-site', cookie: false },
    false,
  ],
  [
    'our host without encryption',
    { origin: 'http://argus.example.test', fetchSite: 'same-site', cookie: false },
    false,
  ],
  ['an opaque page', { origin: 'null', fetchSite: undefined, cookie: false }, false],
])('%s may call: %#', (_, source, allowed) => {
  expect(isOwnPage(source, OURS)).toBe(allowed)
})

test('with no console of its own, no page may call', () => {
  expect(isOwnPage({ origin: own, fetchSite: 'same-origin', cookie: false }, [])).toBe(false)
})

test('A-25 the cookie has prefix and Secure, but where development does without', () => {
  const change = { type: 'set', token: 'a.b.c', expiresAt: new Date(60_999) } as const
  expect(refreshCookie(true).write(change, 0)).toBe(
    '__Host-argus_rt=a.b.c; Max-Age=60; Path=/; HttpOnly; SameSite=Strict; Secure',
  )
  expect(refreshCookie(false).write(change, 0)).toBe(
    'argus_rt=a.b.c; Max-Age=60; Path=/; HttpOnly; SameSite=Strict',
  )
  expect(refreshCookie(true).write(change, 100_000)).toContain('Max-Age=0')
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
  expect(refreshCookie(true).read(header)).toBe(token)
})
