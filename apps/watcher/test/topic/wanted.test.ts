import type { PluginManifest } from '@argus/contracts/plugin-manifest'
import type { ResourceRef } from '@argus/contracts/topic'
import { describe, expect, test } from '@jest/globals'

import { Definitions } from '../../src/cluster/definitions.ts'
import { Plugins } from '../../src/plugin/plugins.ts'
import { wantedResources, type WantedResource } from '../../src/topic/wanted.ts'

const group = 'example.org'
const plugin: PluginManifest = {
  id: 'example',
  name: 'Example',
  description: '',
  docs: 'https://example.org',
  resources: [
    { group, resource: 'things', kind: 'Thing', namespaced: true, expected: true },
    { group, resource: 'others', kind: 'Other', namespaced: false },
  ],
}

interface Known {
  readonly defined?: readonly string[]
  readonly followed?: readonly string[]
  readonly asked?: readonly ResourceRef[]
}

function resources({ defined = [], followed = [], asked = [] }: Known): readonly WantedResource[] {
  const definitions = new Definitions()
  for (const resource of defined) definitions.note({ type: 'changed', group, resource })
  const entry = {
    namespaced: false,
    kind: 'Other',
    shortNames: [],
    plugin: 'example',
    followed: true,
  }
  const directory = {
    resource: ({ resource }: { readonly resource: string }) =>
      followed.includes(resource) ? entry : undefined,
    asked: (cluster: string) => asked.filter((ref) => ref.cluster === cluster),
  }
  const plugins = new Plugins([plugin])
  return wantedResources({ id: 'east', definitions }, { plugins, directory })
}

const names = (known: Known): readonly string[] => resources(known).map(({ ref }) => ref.resource)
const inCore = (resource: string, cluster = 'east') => ({ cluster, group: 'core', resource })

describe('followed on a cluster', () => {
  test('is what its plugin expects everywhere, there or not', () => {
    expect(names({})).toEqual(['things'])
  })

  test('is what the cluster defines', () => {
    expect(names({ defined: ['others'] })).toEqual(['things', 'others'])
  })

  test('is what was followed before its definition went, for its readers are to be told', () => {
    expect(names({ followed: ['others'] })).toEqual(['things', 'others'])
  })

  test('is what somebody asks for, whatever it is, as its definition shows it', () => {
    expect(resources({ asked: [inCore('pods'), inCore('nodes', 'west')] })[1]).toEqual({
      ref: inCore('pods'),
      plugin: undefined,
      kind: 'pods',
      namespaced: true,
      presentation: {},
    })
  })

  test('is once what a plugin names and somebody asks for, and never what is Argus’s own', () => {
    const asked = [
      { cluster: 'east', group, resource: 'things' },
      { cluster: 'east', group: 'argus.internal', resource: 'clusters' },
    ]
    expect(resources({ asked }).map(({ ref, plugin: by }) => [ref.resource, by])).toEqual([
      ['things', 'example'],
    ])
  })

  test('are of all that is asked for the three hundred that were asked for last', () => {
    const asked = Array.from({ length: 400 }, (_, i) => inCore(`kind${i}`))
    expect(names({ asked })).toEqual(['things', ...asked.slice(0, 300).map((ref) => ref.resource)])
  })
})
