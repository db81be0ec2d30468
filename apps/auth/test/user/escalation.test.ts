import type { Grant, Permission, Verb } from '@argus/contracts/grant'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

import { excess, grantsIn, refuseEscalation } from '../../src/user/escalation.ts'

const may = (apiGroup: string, resource: string, verb: Verb): Permission => ({
  apiGroup,
  resource,
  verb,
})
const grant = (
  cluster: string | null,
  namespace: string | null,
  ...permissions: Permission[]
): Grant => ({ role: 'some', cluster, namespace, permissions })

const ALL = may('*', '*', '*')

describe('A-37 what may be given', () => {
  test.each<[string, Grant[], Grant, boolean]>([
    ['nothing, to whoever has nothing', [], grant(null, null), true],
    ['anything to nobody who has nothing', [], grant('prod', null, ALL), false],
    ['what one has oneself', [grant('prod', null, ALL)], grant('prod', null, ALL), true],
    ['in a narrower place', [grant(null, null, ALL)], grant('prod', 'shop', ALL), true],
    ['not in a wider one', [grant('prod', 'shop', ALL)], grant('prod', null, ALL), false],
    ['not in another cluster', [grant('prod', null, ALL)], grant('test', null, ALL), false],
    ['not everywhere', [grant('prod', null, ALL)], grant(null, null, ALL), false],
    [
      'no sensitive kind out of a star',
      [grant(null, null, ALL)],
      grant('prod', 'shop', may('core', 'secrets', 'get')),
      false,
    ],
    [
      'a sensitive kind that is named',
      [grant(null, null, may('core', 'secrets', '*'))],
      grant('prod', 'shop', may('core', 'secrets', 'get')),
      true,
    ],
    [
      'no administration out of a star',
      [grant(null, null, ALL)],
      grant(null, null, may('argus.internal', 'users', 'list')),
      false,
    ],
    [
      'a part of administration',
      [grant(null, null, may('argus.internal', '*', '*'))],
      grant(null, null, may('argus.internal', 'users', 'list')),
      true,
    ],
    [
      'no star of verbs out of some of them',
      [grant(null, null, may('apps', '*', 'get'), may('apps', '*', 'list'))],
      grant(null, null, may('apps', '*', '*')),
      false,
    ],
    [
      'of several grants together',
      [grant(null, null, may('apps', '*', 'get')), grant('prod', null, may('core', '*', 'get'))],
      grant('prod', 'shop', may('apps', 'deployments', 'get'), may('core', 'pods', 'get')),
      true,
    ],
  ])('%s', (_, own, ...[wanted, given]) => {
    expect(excess(own, [wanted]) === undefined).toBe(given)
  })

  test('a role is given in all its places or not at all, and the refusal names role and place', () => {
    const own = [grant('prod', null, ALL)]
    const role = { name: 'deployer', permissions: [ALL] }
    const here = { cluster: 'prod', namespace: 'shop' }
    const there = { cluster: 'test', namespace: 'shop' }
    expect(() => refuseEscalation(own, grantsIn(role, [here]))).not.toThrow()
    expect(() => refuseEscalation(own, grantsIn(role, [here, there]))).toThrow(
      'deployer in namespace shop of test permits what you may not do there',
    )
  })

  test('exactly what leaves the other with no question answered yes that the giver is answered no', () => {
    fc.assert(
      fc.property(someGrants, someGrant, (own, wanted) => {
        const gained = questions.filter((one) => isYes([wanted], one) && !isYes(own, one))
        expect(excess(own, [wanted]) === undefined).toBe(gained.length === 0)
      }),
      { numRuns: 3_000 },
    )
  })
})

/**
 * Of each part one more than grants name: what a star covers is more than what anybody has thought of. Of verbs the
 * world has these six, of which grants name too few to make a star of.
 */
const groups = ['core', 'apps', 'argus.internal', 'unheard.of']
const resources = ['pods', 'secrets', 'users', 'unheardof']
const verbs = ['get', 'list', 'watch', 'create', 'update', 'delete'] as const
const clusters = ['prod', 'test', 'unheard-of']
const namespaces = [undefined, 'shop', 'bank', 'unheard-of']

interface Asked {
  readonly group: string
  readonly resource: string
  readonly verb: string
  readonly cluster: string
  readonly namespace: string | undefined
}

const questions: readonly Asked[] = groups.flatMap((group) =>
  resources.flatMap((resource) =>
    verbs.flatMap((verb) =>
      clusters.flatMap((cluster) =>
        namespaces.map((namespace) => ({ group, resource, verb, cluster, namespace })),
      ),
    ),
  ),
)

const someGrant = fc
  .tuple(
    fc.constantFrom<[string | null, string | null]>(
      [null, null],
      ['prod', null],
      ['prod', 'shop'],
      ['prod', 'bank'],
      ['test', null],
    ),
    fc.array(
      fc.record({
        apiGroup: fc.constantFrom('*', 'core', 'apps', 'argus.internal'),
        resource: fc.constantFrom('*', 'pods', 'secrets', 'users'),
        verb: fc.constantFrom<Verb>('*', 'get', 'update'),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([[cluster, namespace], permissions]) => grant(cluster, namespace, ...permissions))
const someGrants = fc.array(someGrant, { maxLength: 4 })

/** What the rules say in words, written apart from the code that enforces them. */
function isYes(grants: readonly Grant[], asked: Asked): boolean {
  for (const { cluster, namespace, permissions } of grants) {
    if (cluster !== null && cluster !== asked.cluster) continue
    if (namespace !== null && namespace !== asked.namespace) continue
    for (const { apiGroup, resource, verb } of permissions) {
      if (verb !== '*' && verb !== asked.verb) continue
      const isSecret = asked.group === 'core' && asked.resource === 'secrets'
      if (isSecret && (apiGroup !== 'core' || resource !== 'secrets')) continue
      if (asked.group === 'argus.internal' && apiGroup !== 'argus.internal') continue
      if (apiGroup !== '*' && apiGroup !== asked.group) continue
      if (resource !== '*' && resource !== asked.resource) continue
      return true
    }
  }
  return false
}
