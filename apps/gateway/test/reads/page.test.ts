import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { lensOf } from '../../src/feed/lens.ts'
import { filterOf } from '../../src/feed/filter.ts'
import { reachOf } from '../../src/feed/reach.ts'
import { entriesAfter } from '../../src/reads/page.ts'
import { record } from '../records.ts'
import { everything, THINGS } from '../rig/rig.ts'

const topic = THINGS()
const ask = { topic, shape: 'row' as const, namespaces: undefined, namespaced: true }
const lens = lensOf({ ...ask, filter: filterOf({}), reach: reachOf([everything()], ask) })

const cut = (clusters: Readonly<Record<string, readonly string[]>>) => ({
  id: 'a cut',
  parts: Object.keys(clusters)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((cluster) => ({
      cluster,
      text: cluster,
      lens,
      at: undefined,
      time: 0,
      chosen: (clusters[cluster] ?? []).map((key) => record({ key })),
    })),
})

describe('pages of a cut', () => {
  it('are together what the cut holds, sorted, each object once, whatever their size', () => {
    const keys = fc.uniqueArray(fc.stringMatching(/^[ab]?\/[abc]{1,4}$/), { maxLength: 60 })
    const clusters = fc.dictionary(fc.constantFrom('alpha', 'beta', 'gamma'), keys)
    const property = fc.property(clusters, fc.integer({ min: 1, max: 9 }), (held, most) => {
      const whole = cut(held)
      const found: string[] = []
      for (let after; ;) {
        const page = entriesAfter(whole, { after, most })
        found.push(...page.map(({ part, record: { key } }) => `${part.cluster}:${key}`))
        const last = page.at(-1)
        if (last === undefined) break
        after = { cluster: last.part.cluster, key: last.record.key }
      }
      const wanted = whole.parts.flatMap(({ cluster, chosen }) =>
        chosen
          .map(({ key }) => key)
          .toSorted((a, b) => (a < b ? -1 : 1))
          .map((key) => `${cluster}:${key}`),
      )
      expect(found).toEqual(wanted)
    })
    fc.assert(property, { numRuns: 300 })
  })
})
