import { expect, it } from '@jest/globals'

import { isNamed, mergeApis } from '../../src/live/merge-apis.ts'

const pods = {
  group: 'core',
  version: 'v1',
  resource: 'pods',
  kind: 'Pod',
  namespaced: true,
  shortNames: ['po'],
  versions: ['v1'],
  followed: false,
}
const widgets = { ...pods, group: 'a.example', resource: 'widgets', kind: 'Widget', shortNames: [] }

it('makes one list of what several clusters serve, and says where', () => {
  const merged = mergeApis([
    { cluster: 'prod', resources: [widgets, pods] },
    { cluster: 'edge', resources: [pods] },
  ])
  expect(merged.map(({ kind, clusters }) => [kind, clusters])).toEqual([
    ['Pod', ['prod', 'edge']],
    ['Widget', ['prod']],
  ])
})

it('finds by kind, plural, short name and group', () => {
  const [pod, widget] = mergeApis([{ cluster: 'prod', resources: [pods, widgets] }])
  if (pod === undefined || widget === undefined) throw new Error('two were expected')
  expect(['PO', 'pods', ' core'].map((text) => isNamed(pod, text))).toEqual([true, true, true])
  expect(['po', 'a.example'].map((text) => isNamed(widget, text))).toEqual([false, true])
})
