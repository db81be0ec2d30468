import type { PluginManifest } from '@argus/contracts/plugin-manifest'
import { describe, expect, test } from '@jest/globals'

import { Definitions } from '../../src/cluster/definitions.ts'
import { Plugins } from '../../src/plugin/plugins.ts'
import { wantedResources } from '../../src/topic/wanted.ts'

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

function wanted(defined: readonly string[], followed: readonly string[] = []): readonly string[] {
  const definitions = new Definitions()
  for (const resource of defined) definitions.note({ type: 'changed', group, resource })
  const entry = { namespaced: true, kind: 'Other', shortNames: [], followed: true }
  const directory = {
    resource: ({ resource }: { readonly resource: string }) =>
      followed.includes(resource) ? entry : undefined,
  }
  const plugins = new Plugins([plugin])
  return wantedResources({ id: 'east', definitions }, { plugins, directory }).map(
    ({ ref }) => ref.resource,
  )
}

describe('followed on a cluster', () => {
  test('is what its plugin expects everywhere, there or not', () => {
    expect(wanted([])).toEqual(['things'])
  })

  test('is what the cluster defines', () => {
    expect(wanted(['others'])).toEqual(['things', 'others'])
  })

  test('is what was followed before its definition went, for its readers are to be told', () => {
    expect(wanted([], ['others'])).toEqual(['things', 'others'])
  })
})
