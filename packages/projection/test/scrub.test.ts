import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { redactCommandLine } from '../src/redact-arguments.ts'
import { scrub, scrubWords } from '../src/scrub.ts'

/** Has what the cheap looks ask for, and nothing that a pattern takes: behind it, every text is read in full. */
const READ_IN_FULL = 'token of @ = :// '

const pieces = [
  '://',
  '@',
  ':',
  '=',
  ' ',
  '"',
  '.',
  '-',
  '_',
  'git',
  'a',
  'u',
  'pwd',
  'secret',
  'api_key',
  'credentials',
]
const heads = [
  'bearer ',
  'BeaReR  ',
  'eyJ',
  'AKIA',
  'ASIA',
  'ghp_',
  'github_pat_',
  'glpat-',
  'xoxb-',
  'hvs.',
  'sk_live_',
]
const keys = [
  '-----BEGIN PRIVATE KEY-----',
  '-----END PRIVATE KEY-----',
  'LS0tLS1CRUdJTiBQUk',
  'LS0tLS1CRUdJTiBFQy',
]
const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...pieces, ...heads, ...keys),
      fc.stringMatching(/^[abcXYZ019]{0,40}$/),
      fc.stringMatching(/^[ABCXYZ019]{16,24}$/),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    ),
    { maxLength: 6 },
  )
  .map((some) => some.join(''))

describe('text', () => {
  it('is left alone by the cheap looks only where reading it in full changes nothing', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(READ_IN_FULL + scrub(text)).toBe(scrub(READ_IN_FULL + text))
        expect(READ_IN_FULL + scrubWords(text)).toBe(scrubWords(READ_IN_FULL + text))
      }),
      { numRuns: 20_000 },
    )
  })

  it.each([
    [
      'a URL with a password',
      'see https://app:hunter2@db.example.com/x',
      'see https://[redacted]@db.example.com/x',
    ],
    [
      'a URL with a token as its user',
      'https://s3cr3t@git.example.com',
      'https://[redacted]@git.example.com',
    ],
    ['the shortest user info', '://u@', '://[redacted]@'],
    [
      'a web token',
      'got eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl here',
      'got [redacted] here',
    ],
    ['a bearer token', 'Bearer abcdef0123456789', 'Bearer [redacted]'],
    ['a key of AWS', 'id AKIAIOSFODNN7EXAMPLE used', 'id [redacted] used'],
    ['a token of GitHub', `with ghp_${'a'.repeat(36)}`, 'with [redacted]'],
  ])('loses %s', (_, text, left) => expect(scrub(text)).toBe(left))

  it.each([
    'ssh://git@example.com/web.git',
    'https://example.com/a?mail=someone@example.com',
    'http://example.com:8080/metrics',
    'the token is checked, the password is not',
    'someone@example.com',
    'secret "web-tls" not found',
    'a basic authentication scheme',
    'registry.example.com/web:1.2@sha256:0123abcd',
    'mailto:someone@example.com',
  ])('keeps %j', (text) => expect(scrubWords(text)).toBe(text))

  it.each([
    ['dial: password=hunter2 refused', 'dial: password=[redacted] refused'],
    ['token: "a b c" is wrong', 'token: [redacted] is wrong'],
    ['{"client_secret":"x","a":1}', '{"client_secret":[redacted],"a":1}'],
    ['Authorization: Basic dXNlcjpwYXNz', 'Authorization: [redacted]'],
    ['api_key=1234;next=1', 'api_key=[redacted];next=1'],
  ])('of programs loses assignments: %j', (text, left) => expect(scrubWords(text)).toBe(left))

  it.each([
    ['run --password hunter2 --port 80', 'run --password [redacted] --port 80'],
    ['VAULT_ID=abc run', 'VAULT_ID=[redacted] run'],
    ['run --tls-key=/etc/tls/key.pem', 'run --tls-key=[redacted]'],
    ['run --secret --port=80', 'run --secret --port=80'],
  ])('of commands loses options: %j', (text, left) => expect(redactCommandLine(text)).toBe(left))

  it.each([
    'eyJ',
    'eyJ.',
    '://',
    '://a',
    '://a:b@',
    'password',
    'password=',
    'token:',
    '"',
    '-----BEGIN ',
    'LS0tLS1CRUdJTi',
    'bearer ',
    '--key',
    '--key ',
    'a-',
    'key=',
    'ghp_',
    'glpat-',
    'AKIA',
    "password='",
    'secret.',
    'eyJaaaaaaaaa',
    '-',
    'a:b',
    'a:b@',
    'a.',
  ])('a megabyte of %j is read in time that grows with its length alone', (piece) => {
    const text = piece.repeat(1_000_000 / piece.length)
    const start = performance.now()
    redactCommandLine(text)
    // A quadratic pattern would need minutes here.
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})
