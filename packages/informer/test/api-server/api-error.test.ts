import { describe, expect, it } from '@jest/globals'

import { ApiError } from '../../src/api-server/api-error.ts'

describe('the message of a refusal, which people who may see less than the server tells will read', () => {
  it.each([
    [
      'the code and the word for the cause',
      { code: 403, reason: 'Forbidden', message: 'canary' },
      '403 Forbidden',
    ],
    ['the code alone, without a word', { code: 500, message: 'canary' }, '500'],
    ['the code alone, where the word is none', { code: 500, reason: 'canary: a secret' }, '500'],
    ['a code of its own for what is no Status', 'canary', '500'],
  ])('has %s', (_, body, said) => {
    expect(ApiError.fromStatus(body).message).toBe(`the API server answers ${said}`)
  })
})
