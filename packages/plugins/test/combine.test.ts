import type { PluginManifest } from '@argus/contracts/plugin-manifest'
import { describe, expect, it } from '@jest/globals'

import { combinePlugins } from '../src/combine.ts'
import { readManifest } from '../src/read-manifest.ts'

const manifest = (id: string, ...resources: readonly string[]): PluginManifest => ({
  id,
  name: id,
  description: '',
  docs: 'https://example.org',
  resources: resources.map((resource) => ({
    group: 'example.org',
    resource,
    kind: 'Kind',
    namespaced: true,
  })),
})

const file = (name: string, own: PluginManifest) =>
  readManifest({ file: name, text: JSON.stringify(own, null, 1), whyUnusable: () => undefined })

const builtIn = [manifest('first', 'ones'), manifest('second', 'twos')]
const idsOf = (plugins: readonly PluginManifest[]) => plugins.map(({ id }) => id)

describe('plugins of an operator beside the built-in ones', () => {
  it('are added, and known by their file', () => {
    const { manifests, files, refused } = combinePlugins(builtIn, [
      file('own.yaml', manifest('own', 'threes')),
    ])
    expect(idsOf(manifests)).toEqual(['first', 'second', 'own'])
    expect([...files]).toEqual([['own', 'own.yaml']])
    expect(refused).toEqual([])
  })

  it('stand in the place of one with the same id, its resources included', () => {
    const { manifests } = combinePlugins(builtIn, [file('own.yaml', manifest('first', 'ones'))])
    expect(idsOf(manifests)).toEqual(['second', 'first'])
  })

  it.each([
    ['of another', ['threes', 'twos'], 'the plugin second has twos.example.org already', 15],
    ['of itself', ['threes', 'threes'], 'this file has threes.example.org already', 15],
  ])('are refused with a resource %s, by its line', (...[, resources, reason, line]) => {
    const { manifests, refused } = combinePlugins(builtIn, [
      file('own.yaml', manifest('own', ...resources)),
    ])
    expect(idsOf(manifests)).toEqual(['first', 'second'])
    expect(refused).toEqual([{ file: 'own.yaml', line, reason }])
  })

  it('are refused with an id that a file before has', () => {
    const { manifests, refused } = combinePlugins(builtIn, [
      file('a.yaml', manifest('own', 'threes')),
      file('b.yaml', manifest('own', 'fours')),
    ])
    expect(manifests.at(-1)?.resources[0]?.resource).toBe('threes')
    expect(refused).toEqual([
      { file: 'b.yaml', line: 2, reason: 'another file has the id own already' },
    ])
  })

  it('do not take a built-in one away by being refused', () => {
    const { manifests, refused } = combinePlugins(builtIn, [
      file('own.yaml', manifest('first', 'twos')),
    ])
    expect(idsOf(manifests).toSorted()).toEqual(['first', 'second'])
    expect(refused).toHaveLength(1)
  })

  it('refused stay alone: the others are used', () => {
    const { manifests, refused } = combinePlugins(builtIn, [
      readManifest({ file: 'bad.yaml', text: 'id: [', whyUnusable: () => undefined }),
      file('own.yaml', manifest('own', 'threes')),
    ])
    expect(idsOf(manifests)).toEqual(['first', 'second', 'own'])
    expect(refused.map(({ file: name }) => name)).toEqual(['bad.yaml'])
  })
})
