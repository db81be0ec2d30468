import { pluginManifestSchema } from '@argus/contracts/plugin-manifest'
import { describe, expect, it } from '@jest/globals'

import { builtInPlugins } from '../src/built-in.ts'

describe('the plugins that Argus brings along', () => {
  it.each(builtInPlugins.map((plugin) => [plugin.id, plugin] as const))(
    '%s is a manifest as the contract has it',
    (_, plugin) => expect(pluginManifestSchema.parse(plugin)).toEqual(plugin),
  )

  it('name each resource once, by group and resource: names alone collide between groups', () => {
    const resources = builtInPlugins.flatMap((plugin) => plugin.resources)
    const names = resources.map(({ group, resource }) => `${group}/${resource}`)
    expect(new Set(names).size).toBe(names.length)
  })

  it('follow what Prometheus and Calico must show on every cluster', () => {
    const named = (id: string) =>
      builtInPlugins.find((plugin) => plugin.id === id)?.resources.map(({ resource }) => resource)
    expect(named('prometheus')).toEqual([
      'servicemonitors',
      'podmonitors',
      'prometheusrules',
      'alertmanagers',
    ])
    expect(named('calico')).toEqual([
      'networkpolicies',
      'globalnetworkpolicies',
      'hostendpoints',
      'ippools',
    ])
  })

  it('have the scope that their CRDs declare', () => {
    const clusterScoped = builtInPlugins
      .flatMap((plugin) => plugin.resources)
      .filter(({ namespaced }) => !namespaced)
      .map(({ resource }) => resource)
    expect(clusterScoped).toEqual([
      'globalnetworkpolicies',
      'hostendpoints',
      'ippools',
      'clusterissuers',
    ])
  })
})
