import { describe, expect, it } from '@jest/globals'

import { grantSchema } from '../src/grant.ts'

const permissions = [{ apiGroup: '*', resource: '*', verb: 'list' }]

describe('the scope of a grant', () => {
  it.each([
    ['everywhere', null, null],
    ['a cluster', 'prod', null],
    ['a namespace of a cluster', 'prod', 'team-a'],
  ])('may be %s', (_, cluster, namespace) =>
    expect(grantSchema.safeParse({ role: 'viewer', cluster, namespace, permissions }).success).toBe(
      true,
    ),
  )

  it('cannot be a namespace of every cluster', () =>
    expect(
      grantSchema.safeParse({ role: 'viewer', cluster: null, namespace: 'team-a', permissions })
        .success,
    ).toBe(false))
})
