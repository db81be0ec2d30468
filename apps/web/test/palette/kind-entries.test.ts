import { describe, expect, it } from '@jest/globals'

import { wantedOf } from '../../src/components/palette/find.ts'
import { kindEntries, looksForKinds } from '../../src/components/palette/kind-entries.ts'

const CERTIFICATES = { group: 'cert-manager.io', resource: 'certificates', kind: 'Certificate' }
const PODS = { group: 'core', resource: 'pods', kind: 'Pod' }
const served = { namespaced: true, clusters: ['prod'] }

describe('kinds that the palette finds', () => {
  it('are those that are followed, with their short names, and those that are not, each once', () => {
    const plugin = { id: 'cert-manager', name: 'cert-manager' }
    const entries = kindEntries(
      [{ ...CERTIFICATES, plugin, states: new Map() }],
      [
        { ...CERTIFICATES, ...served, shortNames: ['cert', 'certs'] },
        { ...PODS, ...served, shortNames: ['po'] },
      ],
    )
    expect(entries.map(({ name, detail, words }) => [name, detail, words])).toEqual([
      [
        'Certificates',
        'cert-manager.io · cert · certs',
        ['Certificate', 'certificates', 'cert', 'certs', 'cert-manager'],
      ],
      ['Pods', 'core · po · not followed yet', ['Pod', 'pods', 'po']],
    ])
  })

  it.each([
    ['a word is begun', 'po', true],
    ['one letter would find nearly everything', 'p', false],
    ['an action is looked for', '>pause', false],
  ])('are asked of the clusters or not: %s', (_, text, asked) => {
    expect(looksForKinds(wantedOf(text))).toBe(asked)
  })
})
