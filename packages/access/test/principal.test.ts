import { expect, test } from '@jest/globals'

import { authorityKey } from '../src/principal.ts'

test('a decision is cached for one user and one state of its grants', () => {
  const principal = {
    userId: '00000000-0000-4000-8000-000000000001',
    sessionId: '00000000-0000-4000-8000-000000000002',
    email: 'a@example.test',
    authzVersion: 3,
    grants: [],
  }
  const key = authorityKey(principal)
  expect(authorityKey({ ...principal, authzVersion: 4 })).not.toBe(key)
  expect(authorityKey({ ...principal, userId: principal.sessionId })).not.toBe(key)
  expect(authorityKey({ ...principal, sessionId: principal.userId })).toBe(key)
})
