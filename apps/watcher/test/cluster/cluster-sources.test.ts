import { expect, test } from '@jest/globals'

import { chooseClusters } from '../../src/cluster/cluster-sources.ts'
import type { ReachedCluster } from '../../src/cluster/desired-cluster.ts'

const cluster = (id: string, source: ReachedCluster['source']): ReachedCluster => ({
  id,
  name: id,
  labels: {},
  source,
  server: 'https://127.0.0.1:6443',
  commands: [],
  way: source,
  access: { server: 'https://127.0.0.1:6443' },
})

test('of two sources that name one cluster the operator’s own is believed, in whatever order they spoke', () => {
  const said = new Map([
    ['registry', [cluster('east', 'registry'), cluster('west', 'registry')]],
    ['secret', [cluster('west', 'secret')]],
    ['kubeconfig', [cluster('east', 'kubeconfig')]],
  ] as const)
  const { chosen, shadowed } = chooseClusters(said)
  expect(chosen.map(({ id, source }) => [id, source])).toEqual([
    ['east', 'kubeconfig'],
    ['west', 'secret'],
  ])
  expect(shadowed.toSorted()).toEqual(['east', 'west'])
})
