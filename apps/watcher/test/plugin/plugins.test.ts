import type { PluginManifest } from '@argus/contracts/plugin-manifest'
import { describe, expect, test } from '@jest/globals'

import { Plugins } from '../../src/plugin/plugins.ts'
import { isPresent } from '../../src/plugin/presence.ts'

const group = 'example.org'
const manifest = (id: string, resource: string, jsonPath = '.spec.size'): PluginManifest => ({
  id,
  name: id,
  description: '',
  docs: 'https://example.org',
  resources: [
    {
      group,
      resource,
      kind: 'Thing',
      namespaced: true,
      columns: [{ name: 'Size', type: 'string', priority: 0, jsonPath }],
    },
  ],
})
const file = (name: string, own: PluginManifest) => ({ file: name, text: JSON.stringify(own) })

describe('the plugins in use', () => {
  const builtIn = [manifest('first', 'ones')]

  test('are the built-in ones and those of files, and what does not fit is told', () => {
    const plugins = new Plugins(builtIn)
    plugins.take([
      file('a.yaml', manifest('own', 'twos')),
      { file: 'b.yaml', unread: 'is larger than any ConfigMap, 1 MiB' },
      file('c.yaml', manifest('bad', 'threes', 'spec.size')),
    ])
    const { manifests, refused } = plugins.current
    expect(manifests.map(({ id }) => id)).toEqual(['first', 'own'])
    expect(refused).toEqual([
      { file: 'b.yaml', line: 1, reason: 'the file is larger than any ConfigMap, 1 MiB' },
      { file: 'c.yaml', line: 1, reason: expect.stringContaining('neither a dot nor a bracket') },
    ])
  })

  test('stay the same objects while their file does, so that only what changed begins anew', () => {
    const plugins = new Plugins(builtIn)
    const own = file('own.yaml', manifest('own', 'twos'))
    plugins.take([own])
    const [, before] = plugins.current.manifests
    plugins.take([file('a.yaml', manifest('more', 'threes')), own])
    expect(plugins.current.manifests.at(-1)).toBe(before)
    plugins.take([file('own.yaml', manifest('own', 'twos', '.spec.length'))])
    expect(plugins.current.manifests.at(-1)).not.toBe(before)
    plugins.take([])
    expect(plugins.current.manifests).toEqual(builtIn)
  })
})

describe('a plugin', () => {
  const nothing = { resource: () => undefined }
  const cluster = (has: boolean) => ({ id: 'east', definitions: { has: () => has } })

  test('is in a cluster that defines one of its resources, or served one when it was last heard', () => {
    const plugin = manifest('own', 'twos')
    expect(isPresent(plugin, cluster(false), nothing)).toBe(false)
    expect(isPresent(plugin, cluster(true), nothing)).toBe(true)
    expect(isPresent(plugin, cluster(false), { resource: () => ({ version: 'v1' }) })).toBe(true)
    expect(isPresent(plugin, cluster(false), { resource: () => ({}) })).toBe(false)
  })
})
