import type { Grant, Permission } from '@argus/contracts/grant'
import { describe, expect, it } from '@jest/globals'

import { areasOf, mayIn } from '../../src/session/may.ts'

const own = (resource: string, verb: Permission['verb']): Permission => ({
  apiGroup: 'argus.internal',
  resource,
  verb,
})
const grant = (permissions: readonly Permission[], cluster: string | null = null): Grant => ({
  role: 'any',
  cluster,
  namespace: null,
  permissions: [...permissions],
})

describe('what a reader may open', () => {
  it.each<[string, readonly Grant[], readonly string[]]>([
    ['nothing by no grant', [], []],
    [
      'all of it by everything of Argus’s own',
      [grant([own('*', '*')])],
      ['users', 'roles', 'audit', 'clusters'],
    ],
    ['the audit log by the right to list it', [grant([own('audit-log', 'list')])], ['audit']],
    ['nothing by the right to change what one may not list', [grant([own('users', 'update')])], []],
    ['users only by a right that holds everywhere', [grant([own('users', '*')], 'prod')], []],
    ['clusters by a right in one of them', [grant([own('clusters', 'get')], 'prod')], ['clusters']],
    [
      'nothing by any group: it is never Argus’s own',
      [grant([{ apiGroup: '*', resource: '*', verb: '*' }])],
      [],
    ],
  ])('is %s', (_, grants, areas) => expect([...areasOf(grants)]).toEqual(areas))
})

describe('what a reader may do in one cluster', () => {
  const needed = { resource: 'clusters', verb: 'delete' } as const
  it.each<[string, readonly Grant[], boolean]>([
    ['nothing by a grant in another', [grant([own('clusters', '*')], 'lab')], false],
    ['all by a grant in it', [grant([own('clusters', '*')], 'prod')], true],
    ['all by a grant everywhere', [grant([own('*', 'delete')])], true],
    [
      'nothing by a grant in one of its namespaces',
      [{ ...grant([own('clusters', '*')], 'prod'), namespace: 'shop' }],
      false,
    ],
  ])('is %s', (_, grants, answer) => expect(mayIn(grants, needed, 'prod')).toBe(answer))
})
