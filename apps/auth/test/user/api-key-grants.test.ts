import { allows, allowsEverywhere } from '@argus/access/allows'
import type { Grant } from '@argus/contracts/grant'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'

import { grantsOfKey, ownerHas } from '../../src/user/api-key-grants.ts'

const kinds = [
  ['core', 'pods'],
  ['core', 'secrets'],
  ['apps', 'deployments'],
  ['argus.internal', 'users'],
  ['argus.internal', 'clusters'],
] as const

const permission = fc.record({
  apiGroup: fc.constantFrom('*', 'core', 'apps', 'argus.internal'),
  resource: fc.constantFrom('*', 'pods', 'secrets', 'deployments', 'users', 'clusters'),
  verb: fc.constantFrom('*' as const, 'get' as const, 'list' as const),
})
const place = fc.constantFrom(
  { cluster: null, namespace: null },
  { cluster: 'prod', namespace: null },
  { cluster: 'prod', namespace: 'shop' },
  { cluster: 'prod', namespace: 'bank' },
  { cluster: 'test', namespace: null },
)
const grant: fc.Arbitrary<Grant> = fc
  .tuple(place, fc.array(permission, { maxLength: 4 }))
  .map(([where, permissions]) => ({ role: 'any', ...where, permissions }))
const grants = fc.array(grant, { maxLength: 4 })

const questions = kinds.flatMap(([group, resource]) =>
  (['get', 'list'] as const).flatMap((verb) =>
    (['prod', 'test'] as const).flatMap((cluster) =>
      [undefined, 'shop', 'bank'].map((namespace) => ({
        cluster,
        ...(namespace !== undefined && { namespace }),
        group,
        resource,
        verb,
      })),
    ),
  ),
)

test('A-37 an API key may do exactly what both its roles and its owner may do', () => {
  fc.assert(
    fc.property(grants, grants, (roles, owner) => {
      const key = grantsOfKey(roles, owner)
      for (const question of questions) {
        const both = allows(roles, question) && allows(owner, question)
        expect([question, allows(key, question)]).toEqual([question, both])
        const everywhere = allowsEverywhere(roles, question) && allowsEverywhere(owner, question)
        expect([question, allowsEverywhere(key, question)]).toEqual([question, everywhere])
      }
    }),
    { numRuns: 500 },
  )
})

test('A-37 a role that an owner is said to have permits nothing more than the owner may do', () => {
  fc.assert(
    fc.property(grant, grants, (role, owner) => {
      if (!ownerHas(owner, role)) return
      for (const question of questions)
        if (allows([role], question))
          expect([question, allows(owner, question)]).toEqual([question, true])
    }),
    { numRuns: 2_000 },
  )
})

test('an owner has each of their own grants, and each of them in a narrower place', () => {
  fc.assert(
    fc.property(grant, grants, (role, others) => {
      expect(ownerHas([...others, role], role)).toBe(true)
      if (role.cluster === null)
        expect(ownerHas([role], { ...role, cluster: 'prod', namespace: 'shop' })).toBe(true)
    }),
  )
})
