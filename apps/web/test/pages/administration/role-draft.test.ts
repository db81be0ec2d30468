import type { Permission } from '@argus/contracts/grant'
import type { Assignment } from '@argus/contracts/http/roles'
import { describe, expect, it } from '@jest/globals'

import { changeWords } from '../../../src/pages/administration/role/change-words.ts'
import { kindChoices } from '../../../src/pages/administration/role/kind-choices.ts'
import {
  changeOf,
  kindRows,
  turnOver,
  withVerbs,
} from '../../../src/pages/administration/role/kind-rows.ts'
import { permissionsInShort } from '../../../src/pages/administration/role/permissions-in-short.ts'
import {
  draftOf,
  rebased,
  stepsOf,
  type Stored,
} from '../../../src/pages/administration/role/role-draft.ts'

const reads = (apiGroup: string, resource: string): Permission[] =>
  (['get', 'list', 'watch'] as const).map((verb) => ({ apiGroup, resource, verb }))

const APPS = reads('argoproj.io', 'applications')
const ALERTS = reads('monitoring.coreos.com', 'alertmanagers')

const held: Assignment = {
  id: '7f0c3c53-8c8b-4f3c-9a57-2f1f6f0f2a10',
  userId: '7f0c3c53-8c8b-4f3c-9a57-2f1f6f0f2a11',
  email: 'oncall@example.com',
  roleId: '7f0c3c53-8c8b-4f3c-9a57-2f1f6f0f2a12',
  role: 'payments',
  cluster: 'prod-eu-1',
  namespace: 'payments',
  source: 'manual',
  createdAt: '2026-01-01T00:00:00.000Z',
}
const role = {
  id: held.roleId,
  name: 'payments',
  description: '',
  builtIn: false,
  createdAt: held.createdAt,
  permissions: [...APPS, ...ALERTS],
}
const stored: Stored = { role, assignments: [held] }
const other = { userId: 'u-2', email: 'dev@example.com', cluster: 'prod-us-2', namespace: null }

describe('the rows of a role', () => {
  it('hold a kind once, and keep the place of one that is taken away', () => {
    const rows = kindRows(role.permissions, [...APPS, ...reads('keda.sh', 'scaledobjects')])
    expect(rows.map((row) => [row.resource, changeOf(row)])).toEqual([
      ['applications', 'none'],
      ['scaledobjects', 'added'],
      ['alertmanagers', 'removed'],
    ])
  })

  it('turn one box, and a star into the verbs that stay', () => {
    const star: Permission = { apiGroup: 'keda.sh', resource: '*', verb: '*' }
    const [row] = kindRows([star], [star])
    if (row === undefined) throw new Error('no row')
    const turned = turnOver([star], row, 'watch')
    expect(turned.map(({ verb }) => verb)).toEqual(['get', 'list'])
    const [less] = kindRows([star], turned)
    if (less === undefined) throw new Error('no row')
    expect(turnOver(turned, less, 'watch')).toHaveLength(3)
    expect(withVerbs(turned, less, [])).toEqual([])
  })
})

describe('a draft', () => {
  it('that says what is stored is no change', () => {
    const same = { ...draftOf(role), permissions: role.permissions.toReversed() }
    expect(stepsOf(stored, same)).toEqual([])
    expect(changeWords(stored, same)).toEqual([])
  })

  it('is told in sentences', () => {
    const draft = {
      ...draftOf(role),
      name: 'payments-developer',
      permissions: [
        ...APPS.slice(0, 2),
        ...reads('*', '*'),
        { ...APPS[0], apiGroup: 'argus.internal', resource: 'users', verb: '*' },
      ],
      granted: [other],
      removed: new Set([held.id]),
    } as const
    expect(changeWords(stored, draft)).toEqual([
      'Renames it from payments to payments-developer.',
      'Permits to get, list and watch every kind.',
      'No longer permits to watch applications of argoproj.io.',
      'Permits to do anything with users of Argus.',
      'No longer permits to get, list and watch alertmanagers of monitoring.coreos.com.',
      'Gives it to dev@example.com in prod-us-2.',
      'Takes it from oncall@example.com in prod-eu-1 / payments.',
    ])
    expect(stepsOf(stored, draft).map(({ type }) => type)).toEqual([
      'rename',
      'permit',
      'assign',
      'unassign',
    ])
  })

  it('of a new role makes it first, then gives it', () => {
    const draft = { ...draftOf({ ...role, permissions: APPS }), granted: [other] }
    const none = { role: undefined, assignments: [] }
    expect(stepsOf(none, draft).map(({ type }) => type)).toEqual(['create', 'assign'])
    expect(changeWords(none, draft)[0]).toBe('Makes the role payments.')
  })

  it('keeps, over what is stored by now, only what is left to do', () => {
    const mine = { ...held, id: 'a-2', userId: other.userId, cluster: 'prod-us-2', namespace: null }
    const draft = { ...draftOf(role), granted: [other], removed: new Set([held.id]) }
    const left = rebased({ role, assignments: [mine] }, draft)
    expect([left.granted, [...left.removed]]).toEqual([[], []])
  })
})

describe('a kind to add', () => {
  const known = [
    { group: 'argoproj.io', resource: 'applications', title: 'Applications' },
    { group: 'keda.sh', resource: 'scaledobjects', title: 'ScaledObjects' },
  ]

  it('is found by name or group, unless the role has it', () => {
    expect(kindChoices(known, [], 'KEDA').map(({ title }) => title)).toEqual(['ScaledObjects'])
    expect(kindChoices(known, APPS, 'argoproj')).toEqual([])
  })

  it.each([
    ['deployments.apps', 'apps', 'deployments'],
    ['*.cert-manager.io', 'cert-manager.io', '*'],
    ['secrets.core', 'core', 'secrets'],
  ])('can be written out: %s', (text, apiGroup, resource) => {
    expect(kindChoices(known, [], text)[0]).toMatchObject({ apiGroup, resource })
  })

  it('is nothing where the text is no kind', () => {
    expect(kindChoices(known, [], 'no such thing')).toEqual([])
  })
})

describe('permissions in short', () => {
  it.each<[string, readonly Permission[]]>([
    ['nothing', []],
    ['reads every kind', reads('*', '*')],
    ['reads all of keda.sh, pods', [...reads('keda.sh', '*'), ...reads('zoo', 'pods')]],
    ['administers clusters', reads('argus.internal', 'clusters')],
    [
      'reads every kind, administers all of Argus',
      [...reads('*', '*'), ...reads('argus.internal', '*')],
    ],
  ])('say %s', (words, permissions) => expect(permissionsInShort(permissions)).toBe(words))
})
