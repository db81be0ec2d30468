import type { Grant, Permission, Verb } from '@argus/contracts/grant'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

import {
  allows,
  allowsEverywhere,
  mayListSomewhere,
  OBJECT_VERBS,
  ROW_VERBS,
  scopeOf,
  touches,
  type AccessRequest,
} from '../src/allows.ts'
import { covers } from '../src/scope.ts'

const may = (apiGroup: string, resource: string, ...verbs: Verb[]): Permission[] =>
  verbs.map((verb) => ({ apiGroup, resource, verb }))
const READ = may('*', '*', 'get', 'list', 'watch')
const grant = (cluster: string | null, namespace: string | null, permissions = READ): Grant => ({
  role: 'some',
  cluster,
  namespace,
  permissions,
})
const ask = (over: Partial<AccessRequest> = {}): AccessRequest => ({
  cluster: 'prod',
  namespace: 'shop',
  group: 'apps',
  resource: 'deployments',
  verb: 'list',
  ...over,
})
const clusterScoped: AccessRequest = {
  cluster: 'prod',
  group: 'core',
  resource: 'nodes',
  verb: 'list',
}

test.each<[string, Grant[], AccessRequest, boolean]>([
  ['nothing is allowed without a grant', [], ask(), false],
  ['a grant everywhere reaches a namespace', [grant(null, null)], ask(), true],
  ['a grant everywhere reaches what has no namespace', [grant(null, null)], clusterScoped, true],
  ['a grant in a cluster reaches its namespaces', [grant('prod', null)], ask(), true],
  [
    'a grant in a cluster reaches what has no namespace',
    [grant('prod', null)],
    clusterScoped,
    true,
  ],
  ['a grant in a cluster reaches no other', [grant('prod', null)], ask({ cluster: 'test' }), false],
  ['a grant in a namespace reaches it', [grant('prod', 'shop')], ask(), true],
  [
    'a grant in a namespace reaches no other',
    [grant('prod', 'shop')],
    ask({ namespace: 'bank' }),
    false,
  ],
  [
    'a grant in a namespace reaches nothing without one',
    [grant('prod', 'shop')],
    clusterScoped,
    false,
  ],
  [
    'a namespace of one cluster is not that of another',
    [grant('prod', 'shop')],
    ask({ cluster: 'test' }),
    false,
  ],
  ['a grant in a namespace of no cluster reaches nothing', [grant(null, 'shop')], ask(), false],
  ['a verb that was not given is refused', [grant(null, null)], ask({ verb: 'delete' }), false],
  ['any verb is any verb', [grant(null, null, may('*', '*', '*'))], ask({ verb: 'delete' }), true],
  [
    'a named resource is that one',
    [grant(null, null, may('apps', 'deployments', 'list'))],
    ask(),
    true,
  ],
  ['a named resource is no other', [grant(null, null, may('apps', 'pods', 'list'))], ask(), false],
  ['a named group is no other', [grant(null, null, may('batch', '*', 'list'))], ask(), false],
  [
    'no grant takes away what another gives',
    [grant('prod', 'bank', []), grant('prod', null)],
    ask(),
    true,
  ],
])('%s', (_, ...[grants, request, allowed]) => {
  expect(allows(grants, request)).toBe(allowed)
})

describe('what a star never covers', () => {
  const everything = [grant(null, null, may('*', '*', '*'))]

  test.each([
    ['core', 'secrets'],
    ['core', 'serviceaccounts/token'],
    ['certificates.k8s.io', 'certificatesigningrequests'],
  ])('%s %s, unless both are named', (group, resource) => {
    const request = ask({ group, resource, verb: 'get' })
    expect(allows(everything, request)).toBe(false)
    expect(allows([grant(null, null, may(group, '*', '*'))], request)).toBe(false)
    expect(allows([grant(null, null, may('*', resource, '*'))], request)).toBe(false)
    expect(allows([grant(null, null, may(group, resource, 'get'))], request)).toBe(true)
    expect(scopeOf(everything, { cluster: 'prod', group, resource }, ROW_VERBS).type).toBe('none')
  })

  test('a kind that the operator calls sensitive', () => {
    const own = new Set(['apps/deployments'])
    expect(allows(everything, ask(), own)).toBe(false)
  })

  test('administration', () => {
    const request = ask({ group: 'argus.internal', resource: 'users', verb: 'create' })
    expect(allows(everything, request)).toBe(false)
    expect(allows([grant(null, null, may('argus.internal', '*', '*'))], request)).toBe(true)
    const users = { group: 'argus.internal', resource: 'users', verb: 'create' } as const
    expect(allowsEverywhere([grant('prod', null, may('argus.internal', '*', '*'))], users)).toBe(
      false,
    )
    expect(allowsEverywhere([grant(null, null, may('argus.internal', '*', '*'))], users)).toBe(true)
  })
})

describe('scopes', () => {
  const deployments = { cluster: 'prod', group: 'apps', resource: 'deployments' }

  test('a namespace-bound user gets the union of the namespaces', () => {
    const scope = scopeOf(
      [grant('prod', 'shop'), grant('prod', 'bank'), grant('test', 'x')],
      deployments,
      ROW_VERBS,
    )
    expect(scope).toEqual({ type: 'namespaces', namespaces: new Set(['shop', 'bank']) })
  })

  test('each verb is needed, though another grant may give it', () => {
    const list = grant('prod', null, may('apps', '*', 'list'))
    const watch = grant('prod', 'shop', may('apps', '*', 'watch'))
    expect(scopeOf([list], deployments, ROW_VERBS).type).toBe('none')
    expect(scopeOf([list, watch], deployments, ROW_VERBS)).toEqual({
      type: 'namespaces',
      namespaces: new Set(['shop']),
    })
    expect(scopeOf([list, watch], deployments, OBJECT_VERBS).type).toBe('none')
    expect(scopeOf([list, watch], deployments, []).type).toBe('none')
  })

  test('whoever has a grant in a cluster may follow its state, but not its objects', () => {
    const state = { cluster: 'prod', group: 'argus.internal', resource: 'clusters' }
    const bound = [grant('prod', 'shop')]
    expect(scopeOf(bound, state, ROW_VERBS).type).toBe('all')
    expect(scopeOf(bound, { ...state, resource: 'watches' }, ROW_VERBS).type).toBe('all')
    expect(scopeOf(bound, { ...state, cluster: 'test' }, ROW_VERBS).type).toBe('none')
    expect(scopeOf(bound, state, OBJECT_VERBS).type).toBe('none')
    const operator = [grant('prod', null, may('argus.internal', 'clusters', '*'))]
    expect(scopeOf(operator, state, OBJECT_VERBS).type).toBe('all')
  })

  test('a cluster is known to those with a grant in it, a kind to those who may list it somewhere', () => {
    expect(touches([grant('prod', 'shop')], 'prod')).toBe(true)
    expect(touches([grant('prod', 'shop')], 'test')).toBe(false)
    expect(touches([grant('prod', 'shop', [])], 'prod')).toBe(false)
    expect(touches([grant(null, null)], 'prod')).toBe(true)
    expect(mayListSomewhere([grant('prod', 'shop')], deployments)).toBe(true)
    expect(
      mayListSomewhere([grant('prod', 'shop', may('apps', 'pods', 'list'))], deployments),
    ).toBe(false)
  })

  test('an object is inside the scope of a verb exactly when it is allowed', () => {
    const name = fc.constantFrom('a', 'b', 'c')
    const kind = fc.constantFrom(
      { group: 'apps', resource: 'deployments' },
      { group: 'core', resource: 'secrets' },
      { group: 'core', resource: 'pods' },
    )
    const permission: fc.Arbitrary<Permission> = fc.record({
      apiGroup: fc.constantFrom('*', 'apps', 'core'),
      resource: fc.constantFrom('*', 'deployments', 'secrets', 'pods'),
      verb: fc.constantFrom('*', 'get', 'list', 'watch'),
    })
    const grants = fc.array(
      fc.record({
        role: fc.constant('some'),
        cluster: fc.option(name),
        namespace: fc.option(name),
        permissions: fc.array(permission, { maxLength: 3 }),
      }),
      { maxLength: 4 },
    )
    const verb = fc.constantFrom(...OBJECT_VERBS)
    fc.assert(
      fc.property(
        grants,
        name,
        fc.option(name),
        kind,
        verb,
        (given, cluster, ...[namespace, of, asked]) => {
          const request = {
            cluster,
            ...of,
            verb: asked,
            ...(namespace === null ? {} : { namespace }),
          }
          const scope = scopeOf(given, { cluster, ...of }, [asked])
          expect(covers(scope, namespace ?? undefined)).toBe(allows(given, request))
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
