import type { Grant, Permission } from '@argus/contracts/grant'
import { describe, expect, it } from '@jest/globals'

import {
  EVERYWHERE,
  lackingPlace,
  type Place,
} from '../../../src/pages/administration/role/may-grant.ts'

const permission = (apiGroup: string, resource: string, verb: Permission['verb']): Permission => ({
  apiGroup,
  resource,
  verb,
})
const grant = (cluster: string | null, namespace: string | null, ...own: Permission[]): Grant => ({
  role: 'any',
  cluster,
  namespace,
  permissions: own,
})
const LIST_ALL = permission('*', '*', 'list')
const LIST_PODS = permission('core', 'pods', 'list')
const LIST_SECRETS = permission('core', 'secrets', 'list')
const PROD: Place = { cluster: 'prod', namespace: null }
const SHOP: Place = { cluster: 'prod', namespace: 'shop' }

interface Case {
  readonly own: readonly Grant[]
  readonly asked: Permission
  readonly places: readonly Place[]
}

describe('an editor grants', () => {
  it.each<[string, Case]>([
    [
      'what they hold everywhere',
      { own: [grant(null, null, LIST_ALL)], asked: LIST_PODS, places: [PROD] },
    ],
    [
      'what they hold in that cluster',
      { own: [grant('prod', null, LIST_PODS)], asked: LIST_PODS, places: [PROD, SHOP] },
    ],
    [
      'a sensitive kind that they hold by its name',
      { own: [grant(null, null, LIST_SECRETS)], asked: LIST_SECRETS, places: [] },
    ],
    [
      'any administration by all of it',
      {
        own: [grant(null, null, permission('argus.internal', '*', '*'))],
        asked: permission('argus.internal', 'users', 'delete'),
        places: [],
      },
    ],
  ])('%s', (_, { own, asked, places }) => {
    expect(lackingPlace(own, asked, places)).toBeUndefined()
  })
})

describe('an editor does not grant', () => {
  it.each<[string, Case & { readonly lacking: Place }]>([
    ['what they do not hold', { own: [], asked: LIST_PODS, places: [PROD], lacking: PROD }],
    [
      'in a wider place',
      {
        own: [grant('prod', 'shop', LIST_PODS)],
        asked: LIST_PODS,
        places: [SHOP, PROD],
        lacking: PROD,
      },
    ],
    [
      'what could be given anywhere',
      { own: [grant('prod', null, LIST_PODS)], asked: LIST_PODS, places: [], lacking: EVERYWHERE },
    ],
    [
      'more verbs',
      {
        own: [grant(null, null, LIST_PODS)],
        asked: permission('core', 'pods', '*'),
        places: [],
        lacking: EVERYWHERE,
      },
    ],
    [
      'every kind for one',
      { own: [grant(null, null, LIST_PODS)], asked: LIST_ALL, places: [], lacking: EVERYWHERE },
    ],
    [
      'a sensitive kind by a star',
      { own: [grant(null, null, LIST_ALL)], asked: LIST_SECRETS, places: [], lacking: EVERYWHERE },
    ],
    [
      'administration by a star',
      {
        own: [grant(null, null, permission('*', '*', '*'))],
        asked: permission('argus.internal', 'users', 'list'),
        places: [],
        lacking: EVERYWHERE,
      },
    ],
  ])('%s', (_, { own, asked, places, lacking }) => {
    expect(lackingPlace(own, asked, places)).toEqual(lacking)
  })
})
