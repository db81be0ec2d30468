import { describe, expect, it } from '@jest/globals'

import { lossOf, type ScopeRights } from '../../src/pages/user/loss.ts'

type Kind = readonly [group: string, resource: string]

const scope = (
  place: readonly [cluster: string | null, namespace: string | null],
  ...kinds: readonly Kind[]
): ScopeRights => ({
  cluster: place[0],
  namespace: place[1],
  permissions: kinds.map(([apiGroup, resource]) => ({ apiGroup, resource, verbs: ['list'] })),
})
const loss = (today: readonly ScopeRights[], after: readonly ScopeRights[]) =>
  lossOf({ scopes: [...today] }, { scopes: [...after] })

type Change = readonly [today: readonly ScopeRights[], after: readonly ScopeRights[]]

describe('what is lost with a role', () => {
  const every: Kind = ['*', '*']
  const inShop = scope(['prod', 'shop'], every)

  it.each<[string, Change, readonly ScopeRights[]]>([
    ['all of it where nothing is left', [[inShop], []], [inShop]],
    ['nothing where the cluster gives the same', [[inShop], [scope(['prod', null], every)]], []],
    ['nothing where it is given everywhere', [[inShop], [scope([null, null], every)]], []],
    ['what another cluster alone gives', [[inShop], [scope(['dev', null], every)]], [inShop]],
    [
      'a sensitive kind, which every kind does not cover',
      [[scope(['prod', null], ['core', 'secrets'])], [scope([null, null], every)]],
      [scope(['prod', null], ['core', 'secrets'])],
    ],
    [
      'what is Argus’s own, which every group does not cover',
      [[scope([null, null], ['argus.internal', 'users'])], [scope([null, null], every)]],
      [scope([null, null], ['argus.internal', 'users'])],
    ],
  ])('is %s', (_, [today, after], lost) => expect(loss(today, after)).toEqual(lost))
})
