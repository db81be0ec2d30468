import { expect, test } from '@jest/globals'

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
