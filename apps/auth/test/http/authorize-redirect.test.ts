import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { outcomeOf } from '../administration.ts'
import { startTestAuth, type TestAuth } from '../auth-service.ts'
import { pairOf } from '../client.ts'
import { someone } from './api-key-calls.ts'
import { allowTerminal, codeOf, exchangeCode, VERIFIER } from './terminal-calls.ts'

let auth: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
})
afterAll(() => auth[Symbol.asyncDispose]())

describe('A-39 a code goes', () => {
  test.each([
    'http://localhost:41234/callback',
    'http://127.0.0.1/callback',
    'http://127.0.0.1:41234/',
    'http://127.0.0.1:41234/callback?more=1',
    'http://127.0.0.1:41234/callback#more',
    'http://127.0.0.1:41234/callback/../x',
    'http://127.0.0.1:99999/callback',
    'http://127.0.0.1:0/callback',
    'https://127.0.0.1:41234/callback',
    'http://127.0.0.1.evil.example:41234/callback',
    'http://127.0.0.1:41234@evil.example/callback',
    'http://user@127.0.0.1:41234/callback',
    'http://127.0.0.2:41234/callback',
    'http://0.0.0.0:41234/callback',
    'http://[::]:41234/callback',
    'http://[::1%25eth0]:41234/callback',
    'http://2130706433:41234/callback',
    'argus://callback',
    'javascript:alert(1)//127.0.0.1:41234/callback',
    'https://evil.example/callback',
    'http://127.0.0.1:41234/callback\n',
  ])('to no other place than the machine itself: not to %j', async (redirect_uri) => {
    const who = await someone(auth)
    expect(outcomeOf(await allowTerminal(auth, who.token, { redirect_uri }))).toBe(
      '400 invalid_request',
    )
  })

  test.each(['http://127.0.0.1:1/callback', 'http://[::1]:65535/callback'])(
    'to %s',
    async (redirect_uri) => {
      const who = await someone(auth)
      const code = codeOf(await allowTerminal(auth, who.token, { redirect_uri }))
      pairOf(await exchangeCode(auth, { code, redirect_uri }))
    },
  )

  test('to no other client, and with no other proof than S256', async () => {
    const who = await someone(auth)
    for (const more of [
      { client: 'another' },
      { code_challenge: VERIFIER },
      { code_challenge: '' },
      { code_challenge_method: 'plain' },
      { terminal: 'x'.repeat(65) },
    ])
      expect(outcomeOf(await allowTerminal(auth, who.token, more))).toBe('400 invalid_request')
  })
})
