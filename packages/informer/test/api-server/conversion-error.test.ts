import { expect, it } from '@jest/globals'

import { ApiError } from '../../src/api-server/api-error.ts'

const said = (message: string) =>
  ApiError.fromStatus({ code: 500, reason: 'InternalError', message }).message

it('a webhook that does not convert is named as the cause, and nothing that it or its address says', () => {
  const message = 'conversion webhook for a.io/v1, Kind=A failed: Post "https://u:pw@host/": no'
  expect(said(message)).toMatch(/^the API server answers 500 InternalError: .*conversion webhook/)
  expect(said(message)).not.toMatch(/a\.io|pw@host/)
})

it('any other text of a server stays untold', () => {
  expect(said('token=abc is not valid')).toBe('the API server answers 500 InternalError')
})
