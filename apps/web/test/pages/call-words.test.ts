import { describe, expect, it } from '@jest/globals'

import { callWords } from '../../src/pages/calls/call-words.ts'
import { apiError, ApiError } from '../../src/session/api-error.ts'

describe('the words for a call that failed', () => {
  it.each([
    ['/api/clusters', 'the service that follows clusters'],
    ['/api/users/me', 'the login service'],
    ['/api/resources/core/v1/pods', 'the service that sends changes'],
  ])('name who does not answer: %s', async (path, service) => {
    const error = await apiError(new Response('Bad gateway', { status: 502 }), path)
    expect(callWords('Not saved', error)).toBe(
      `Not saved: ${service} does not answer. Nothing was changed; try again in a minute.`,
    )
  })

  it('repeat what the watcher says of a cluster that cannot be asked', () => {
    const message = 'the cluster "lab" cannot be asked now: it does not answer; try again'
    const error = new ApiError('unavailable', { message, service: 'watcher' })
    expect(callWords('Argus cannot show the APIs', error)).toBe(
      `Argus cannot show the APIs: ${message}.`,
    )
  })

  it('say that the login service cannot answer without its store', () => {
    const error = new ApiError('unavailable', { message: 'temporarily', service: 'auth' })
    expect(callWords('Not saved', error)).toContain('the login service cannot answer now')
  })
})
