import type { Grant } from '@argus/contracts/grant'
import { describe, expect, it } from '@jest/globals'

import { filterOf } from '../../src/feed/filter.ts'
import { lensOf } from '../../src/feed/lens.ts'
import { reachOf, type ReachRequest } from '../../src/feed/reach.ts'
import { record } from '../records.ts'

const grant = (where: Partial<Grant>, ...permissions: [string, string, string][]): Grant => ({
  role: 'r',
  cluster: null,
  namespace: null,
  ...where,
  permissions: permissions.map(([apiGroup, resource, verb]) => ({
    apiGroup,
    resource,
    verb: verb === 'get' || verb === 'list' || verb === 'watch' ? verb : '*',
  })),
})

const rules = { cluster: 'c', group: 'monitoring.coreos.com', resource: 'prometheusrules' }
const rows: ReachRequest = { topic: rules, shape: 'row', namespaces: undefined, namespaced: true }
const everything = grant({}, ['*', '*', '*'])
const oneNamespace = grant({ cluster: 'c', namespace: 'shop' }, ['*', '*', '*'])

describe('a reach', () => {
  it('of a namespace names its objects and nothing else', () => {
    const reach = reachOf([oneNamespace], rows)
    expect(['shop/x', 'bank/x', '/x'].map((key) => reach.names(key))).toEqual([true, false, false])
  })

  it('is what is permitted and asked for', () => {
    const reach = reachOf([oneNamespace], { ...rows, namespaces: ['shop', 'bank'] })
    expect(reach.names('shop/x')).toBe(true)
    expect(reach.names('bank/x')).toBe(false)
    expect(reachOf([oneNamespace], { ...rows, namespaces: ['bank'] }).empty).toBe(true)
    expect(reach.text).toBe(reachOf([oneNamespace], rows).text)
  })

  it('of a namespace is empty for a kind that lies in none', () => {
    expect(reachOf([oneNamespace], { ...rows, namespaced: false }).empty).toBe(true)
    expect(reachOf([everything], { ...rows, namespaced: false }).empty).toBe(false)
  })

  it('needs every verb that the shape needs', () => {
    const lister = grant({}, ['*', '*', 'list'], ['*', '*', 'watch'])
    expect(reachOf([lister], rows).empty).toBe(false)
    expect(reachOf([lister], { ...rows, shape: 'object' }).empty).toBe(true)
  })
})

describe("Argus's own rows", () => {
  const own = (resource: string): ReachRequest => ({
    ...rows,
    topic: { cluster: 'c', group: 'argus.internal', resource },
    namespaced: false,
  })
  const lens = (grants: readonly Grant[], resource: string) =>
    lensOf({
      topic: own(resource).topic,
      filter: filterOf({}),
      shape: 'row',
      reach: reachOf(grants, own(resource)),
    })
  const operator = grant({ cluster: 'c' }, ['argus.internal', 'clusters', 'get'])
  const cluster = record({ key: '/c', cells: ['live', 'v1.33', 4, 5, 99, 0] })

  it('show the state of a cluster to whoever has a grant in it, totals only with a right to them', () => {
    expect(lens([oneNamespace], 'clusters').rowOf(cluster).cells).toEqual([
      'live',
      'v1.33',
      null,
      null,
      null,
      0,
    ])
    expect(lens([operator], 'clusters').rowOf(cluster)).toBe(cluster.row)
    expect(reachOf([grant({ cluster: 'other' }, ['*', '*', '*'])], own('clusters')).empty).toBe(
      true,
    )
  })

  it('name only the kinds that the reader may list somewhere in the cluster', () => {
    const reader = grant({ cluster: 'c', namespace: 'shop' }, [
      'cert-manager.io',
      'certificates',
      'list',
    ])
    const reach = reachOf([reader], own('watches'))
    expect(reach.names('/cert-manager.io.certificates')).toBe(true)
    expect(reach.names('/monitoring.coreos.com.prometheusrules')).toBe(false)
  })

  it('count the objects of a kind for those who may list all of them', () => {
    const watch = record({
      key: '/cert-manager.io.certificates',
      cells: ['Certificate', 'live', 0, 7, 1, 0, 'r'],
    })
    const objects = (grants: readonly Grant[]) => lens(grants, 'watches').rowOf(watch).cells[3]
    expect(objects([oneNamespace])).toBeNull()
    expect(objects([everything])).toBe(7)
    expect(objects([oneNamespace, operator])).toBe(7)
  })

  it('are one view only for readers who may be told the same', () => {
    const text = (...grants: Grant[]) => reachOf(grants, own('watches')).text
    expect(text(oneNamespace)).not.toBe(text(grant({ cluster: 'c' }, ['*', '*', '*'])))
    expect(text(oneNamespace)).toBe(text({ ...oneNamespace, role: 'another', namespace: 'bank' }))
  })
})
