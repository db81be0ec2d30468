import { pluginManifestSchema } from '@argus/contracts/plugin-manifest'
import { describe, expect, it } from '@jest/globals'

import { builtInPlugins } from '../src/built-in.ts'

describe('the plugins that Argus brings along', () => {
  it.each(builtInPlugins.map((plugin) => [plugin.id, plugin] as const))(
    '%s is a manifest as the contract has it, with an icon and a page of documentation',
    (_, plugin) => {
      expect(pluginManifestSchema.parse(plugin)).toEqual(plugin)
      expect(plugin.icon).toBeDefined()
    },
  )

  it('are those of nine operators', () => {
    expect(builtInPlugins.map(({ id }) => id)).toEqual([
      'prometheus',
      'calico',
      'istio',
      'cloudnative-pg',
      'mariadb',
      'keda',
      'rook-ceph',
      'cert-manager',
      'argo-cd',
    ])
  })

  it('name each resource once, by group and resource: names alone collide between groups', () => {
    const resources = builtInPlugins.flatMap((plugin) => plugin.resources)
    const names = resources.map(({ group, resource }) => `${group}/${resource}`)
    expect(new Set(names).size).toBe(names.length)
    expect(new Set(resources.map(({ resource }) => resource)).size).toBeLessThan(names.length)
  })

  it.each([
    ['prometheus', ['servicemonitors', 'podmonitors', 'prometheusrules', 'alertmanagers']],
    ['calico', ['networkpolicies', 'globalnetworkpolicies', 'hostendpoints', 'ippools']],
  ])('follow what %s must show on every cluster', (id, resources) => {
    const plugin = builtInPlugins.find((one) => one.id === id)
    const expected = plugin?.resources.filter((resource) => resource.expected)
    expect(expected?.map(({ resource }) => resource)).toEqual(resources)
  })

  it('show each column of a resource once', () => {
    const repeated = builtInPlugins
      .flatMap(({ resources }) => resources)
      .filter(({ columns = [] }) => new Set(columns.map(({ name }) => name)).size < columns.length)
    expect(repeated).toEqual([])
  })
})
