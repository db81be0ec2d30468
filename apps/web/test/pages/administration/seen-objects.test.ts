import type { Verb } from '@argus/contracts/grant'
import { describe, expect, it } from '@jest/globals'

import { reachOf } from '../../../src/pages/administration/role/reach.ts'
import {
  seenTable,
  seenTotal,
  type Counts,
} from '../../../src/pages/administration/role/seen-objects.ts'
import { totalWords } from '../../../src/pages/administration/role/total-words.ts'

/** Group and resource, and other verbs than those of rows. */
type Kind = readonly [string, string, ...Verb[]]
type Scope = Parameters<typeof reachOf>[0]['scopes'][number]

const scope = (
  cluster: string | null,
  namespace: string | null,
  [apiGroup, resource, ...given]: Kind,
): Scope => {
  const verbs = given.length === 0 ? (['list', 'watch'] as const) : given
  return { cluster, namespace, permissions: [{ apiGroup, resource, verbs: [...verbs] }] }
}

const CERTIFICATES = { group: 'cert-manager.io', resource: 'certificates' }
const OWN = ['cert-manager.io', 'certificates'] as const
const ANY = ['*', '*'] as const
const asked = { cluster: 'prod', ...CERTIFICATES }

describe('somebody reaches', () => {
  it.each<[string, readonly Scope[], string]>([
    ['nothing by no scope', [], 'none'],
    ['everything by a scope everywhere', [scope(null, null, ANY)], 'all'],
    ['everything of a cluster by one in it', [scope('prod', null, OWN)], 'all'],
    ['nothing of another cluster', [scope('test', null, OWN)], 'none'],
    ['some namespaces', [scope('prod', 'shop', OWN), scope('prod', 'bank', ANY)], 'namespaces'],
    ['nothing where rows lack a verb', [scope(null, null, [...OWN, 'get', 'list'])], 'none'],
  ])('%s', (_, scopes, type) => {
    expect(reachOf({ scopes: [...scopes] }, asked).type).toBe(type)
  })

  it('a sensitive kind by its name alone', () => {
    const secrets = { cluster: 'prod', group: 'core', resource: 'secrets' }
    expect(reachOf({ scopes: [scope(null, null, ANY)] }, secrets).type).toBe('none')
    const named = scope(null, null, ['core', 'secrets'])
    expect(reachOf({ scopes: [named] }, secrets).type).toBe('all')
  })
})

describe('what a draft shows', () => {
  const kinds = [
    { ...CERTIFICATES, title: 'Certificates' },
    { group: 'keda.sh', resource: 'scaledobjects', title: 'ScaledObjects' },
  ]
  const counts = (): Counts =>
    new Map([
      ['shop', 12],
      ['bank', 30],
      ['', 2],
    ])
  const table = (today: readonly Scope[], after: readonly Scope[], known = counts) =>
    seenTable({
      kinds,
      clusters: ['prod', 'test'],
      today: { scopes: [...today] },
      after: { scopes: [...after] },
      counts: known,
    })

  it('is the objects that come and go, by kind and cluster', () => {
    const rows = table(
      [scope('prod', 'shop', OWN)],
      [scope('prod', 'bank', OWN), scope('test', null, OWN)],
    )
    expect(rows.map(({ kind }) => kind.title)).toEqual(['Certificates'])
    expect(rows[0]?.cells).toEqual([
      {
        cluster: 'prod',
        today: { type: 'some', objects: 12 },
        after: { type: 'some', objects: 30 },
        change: { type: 'changed', gained: 30, lost: 12 },
      },
      {
        cluster: 'test',
        today: { type: 'none' },
        after: { type: 'some', objects: 44 },
        change: { type: 'changed', gained: 44, lost: undefined },
      },
    ])
    expect(totalWords(seenTotal(rows))).toBe(
      '74 objects more in 2 clusters, 12 objects less in 1 cluster.',
    )
  })

  it('is no change where the same is reached another way', () => {
    const rows = table([scope('prod', null, OWN)], [scope(null, null, ANY)])
    expect(rows[0]?.cells[0]?.change).toEqual({ type: 'none' })
  })

  it('is not a number where nothing is counted', () => {
    const rows = table([], [scope('prod', null, OWN)], () => undefined)
    expect(rows[0]?.cells[0]).toMatchObject({
      after: { type: 'some' },
      change: { type: 'changed', gained: 'uncounted', lost: undefined },
    })
  })

  it('is nothing in words where nothing changes', () => {
    expect(totalWords(seenTotal(table([], [])))).toBe('Nothing changes for this person.')
  })
})
