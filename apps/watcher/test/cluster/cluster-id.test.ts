import { clusterId } from '@argus/contracts/topic'
import { describe, expect, test } from '@jest/globals'

import { clusterIdOf } from '../../src/cluster/cluster-id.ts'

describe('the id of a cluster', () => {
  test.each(['prod', 'kind-dev', 'c1'])(
    'is the name of its context where that is one: %s',
    (name) => {
      expect(clusterIdOf(name)).toBe(name)
    },
  )

  test.each([
    ['admin@prod', /^admin-prod-[0-9a-f]{6}$/],
    [
      'arn:aws:eks:eu-west-1:123456789012:cluster/shop',
      /^arn-aws-eks-eu-west-1-123456789012-cluster-shop-[0-9a-f]{6}$/,
    ],
    ['Prod', /^prod-[0-9a-f]{6}$/],
    ['日本', /^cluster-[0-9a-f]{6}$/],
    ['-'.repeat(80), /^cluster-[0-9a-f]{6}$/],
    ['x'.repeat(200), /^x{56}-[0-9a-f]{6}$/],
  ])('is the nearest one with a piece of its hash else: %s', (name, id) => {
    expect(clusterIdOf(name)).toMatch(id)
    expect(clusterId.safeParse(clusterIdOf(name)).success).toBe(true)
  })

  test('is never that of another context, whichever others there are', () => {
    const names = ['prod', 'Prod', 'PROD', 'prod!', 'prod ', '-prod']
    expect(new Set(names.map(clusterIdOf)).size).toBe(names.length)
  })
})
