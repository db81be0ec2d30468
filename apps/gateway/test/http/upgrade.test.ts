import { describe, expect, it } from '@jest/globals'

import { judgeUpgrade } from '../../src/http/upgrade.ts'

const policy = { allowedOrigins: ['https://argus.example.org'], closed: () => undefined }
const headers = { origin: 'https://argus.example.org', 'sec-websocket-protocol': 'argus.v1' }

const protocol = { 'sec-websocket-protocol': 'argus.v1' }
const by = (more: NodeJS.Dict<string>) => ({ url: '/ws', headers: { ...headers, ...more } })
const from = (origin: string) => ({ url: '/ws', headers: { ...protocol, origin } })

describe('an upgrade', () => {
  it.each([
    ['of a listed page', { url: '/ws', headers }],
    ['of a program that is no browser', { url: '/ws', headers: protocol }],
    [
      'that names other protocols too',
      { url: '/ws', headers: { 'sec-websocket-protocol': 'x, argus.v1' } },
    ],
    ['over TLS, by a proxy that says so', by({ 'x-forwarded-proto': 'https' })],
    [
      'over TLS, then plainly between proxies',
      by({ 'x-forwarded-proto': 'wss, http', host: 'gateway' }),
    ],
    [
      'of the machine of a proxy that speaks no TLS',
      by({ 'x-forwarded-proto': 'http', host: 'localhost:8080' }),
    ],
    ['of its address', by({ 'x-forwarded-proto': 'ws', host: '[::1]:8080' })],
  ])('%s is taken', (_, request) => {
    expect(judgeUpgrade(request, policy)).toBeUndefined()
  })

  it.each([
    [
      'G-01 over no TLS, as a proxy says,',
      by({ 'x-forwarded-proto': 'http', host: 'argus.example.org' }),
      'not_allowed',
    ],
    [
      'G-01 over no TLS to the first of several proxies',
      by({ 'x-forwarded-proto': 'WS, https', host: 'argus.example.org' }),
      'not_allowed',
    ],
    [
      'G-01 over no TLS to a proxy that passes on as its own machine',
      by({
        'x-forwarded-proto': 'ws',
        'x-forwarded-host': 'argus.example.org',
        host: 'localhost:8082',
      }),
      'not_allowed',
    ],
    [
      'G-01 over no TLS to a name that only begins like this machine’s',
      by({ 'x-forwarded-proto': 'http', host: 'localhost.example.org' }),
      'not_allowed',
    ],
    ['G-02 of another scheme', from('http://argus.example.org'), 'cross_site'],
    ['G-02 of another port', from('https://argus.example.org:8443'), 'cross_site'],
    ['G-02 of a subdomain', from('https://evil.argus.example.org'), 'cross_site'],
    ['G-02 of a longer name', from('https://argus.example.org.evil.net'), 'cross_site'],
    ['G-02 of a prefix', from('https://argus.example'), 'cross_site'],
    ['G-02 in another case', from('https://ARGUS.example.org'), 'cross_site'],
    ['G-02 of nowhere', from('null'), 'cross_site'],
    ['G-02 of an empty origin', from(''), 'cross_site'],
    ['G-03 with a token in its address', { url: '/ws?token=t', headers }, 'invalid_request'],
    ['G-03 with anything in its address', { url: '/ws?', headers }, 'invalid_request'],
    ['at another address', { url: '/ws/', headers }, 'not_found'],
    [
      'without our protocol',
      { url: '/ws', headers: { origin: headers.origin } },
      'invalid_request',
    ],
    [
      'with another protocol',
      { url: '/ws', headers: { 'sec-websocket-protocol': 'argus.v10' } },
      'invalid_request',
    ],
  ])('%s is refused', (_, request, code) => {
    expect(judgeUpgrade(request, policy)?.code).toBe(code)
  })

  it('waits while nobody may be let in', () => {
    const closed = { ...policy, closed: () => 'auth is away' }
    expect(judgeUpgrade({ url: '/ws', headers }, closed)).toMatchObject({
      code: 'unavailable',
      message: 'auth is away',
      retryAfterMs: 5_000,
    })
  })
})
