import { expect, it } from '@jest/globals'

import { aggregatedResources, resourcesOfVersion } from '../src/discovery-document.ts'

it('what a server lets be done with a resource is told, in either form of the document', () => {
  const verbs = ['get', 'list']
  const aggregated = aggregatedResources({
    kind: 'APIGroupDiscoveryList',
    items: [
      {
        metadata: { name: 'metrics.k8s.io' },
        versions: [
          {
            version: 'v1beta1',
            resources: [
              {
                resource: 'pods',
                scope: 'Namespaced',
                responseKind: { kind: 'PodMetrics' },
                verbs,
              },
              { resource: 'nodes', scope: 'Cluster', responseKind: { kind: 'NodeMetrics' } },
            ],
          },
        ],
      },
    ],
  })
  expect(aggregated?.map((one) => [one.resource, one.verbs])).toEqual([
    ['pods', verbs],
    ['nodes', []],
  ])
  const plain = resourcesOfVersion(
    { resources: [{ name: 'pods', namespaced: true, kind: 'PodMetrics', verbs }] },
    { group: 'metrics.k8s.io', version: 'v1beta1' },
  )
  expect(plain).toEqual([expect.objectContaining({ resource: 'pods', verbs })])
})
