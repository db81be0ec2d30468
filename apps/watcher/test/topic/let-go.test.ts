import type { CatalogResource } from '@argus/contracts/catalog'
import type { ResourceRef } from '@argus/contracts/topic'
import { builtInPlugins } from '@argus/plugins/built-in'
import { describe, expect, test } from '@jest/globals'

import { Plugins } from '../../src/plugin/plugins.ts'
import { unwantedResources } from '../../src/topic/let-go.ts'

const plugins = new Plugins(builtInPlugins)
const pods = { cluster: 'east', group: 'core', resource: 'pods' }

function unwanted(plugin: string | undefined, wanted: readonly ResourceRef[]): readonly string[] {
  const entry: CatalogResource = {
    namespaced: true,
    kind: 'Pod',
    shortNames: [],
    followed: true,
    ...(plugin !== undefined && { plugin }),
  }
  const directory = {
    resourcesOf: (cluster: string) => (cluster === 'east' ? [{ ref: pods, entry }] : []),
  }
  return unwantedResources(
    'east',
    wanted.map((ref) => ({ ref })),
    { directory, plugins },
  ).map(({ ref }) => ref.resource)
}

describe('let go', () => {
  test('is what is followed and nobody wants', () => {
    expect(unwanted(undefined, [])).toEqual(['pods'])
    expect(unwanted('prometheus', [])).toEqual(['pods'])
  })

  test('is nothing that is wanted', () => {
    expect(unwanted(undefined, [pods])).toEqual([])
  })

  test('is nothing of a plugin that another replica may know', () => {
    expect(unwanted('of-tomorrow', [])).toEqual([])
  })
})
