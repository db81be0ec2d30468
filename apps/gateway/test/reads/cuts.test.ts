import { ManualClock } from '@argus/testkit/manual-clock'
import { beforeEach, describe, expect, it } from '@jest/globals'

import { filterOf } from '../../src/feed/filter.ts'
import { lensOf } from '../../src/feed/lens.ts'
import { reachOf } from '../../src/feed/reach.ts'
import type { Cut } from '../../src/reads/cut.ts'
import { Cuts } from '../../src/reads/cuts.ts'
import { record } from '../records.ts'
import { everything, THINGS } from '../rig/rig.ts'

const ask = { topic: THINGS(), shape: 'row' as const, namespaces: undefined, namespaced: true }
const lens = lensOf({ ...ask, filter: filterOf({}), reach: reachOf([everything()], ask) })

describe('cuts that are kept', () => {
  let clock: ManualClock
  let cuts: Cuts
  beforeEach(() => {
    clock = new ManualClock()
    cuts = new Cuts(clock)
  })
  const one = record()
  const cut = (id: string, { records = 1, text = 'mine' } = {}): Cut => {
    const chosen = Array.from({ length: records }, () => one)
    return { id, parts: [{ cluster: 'alpha', text, lens, at: undefined, time: 0, chosen }] }
  }
  const find = (id: string, ...texts: string[]) =>
    cuts.find(
      id,
      texts.map((text) => ({ text })),
    )?.id

  it('are found by who may see the same, and by nobody else', () => {
    cuts.keep(cut('a'))
    expect(find('a', 'mine')).toBe('a')
    expect(find('a', 'other')).toBeUndefined()
    expect(find('a', 'mine', 'other')).toBeUndefined()
    expect(find('a')).toBeUndefined()
    expect(find('b', 'mine')).toBeUndefined()
  })

  it('are let go a minute after the last page', async () => {
    cuts.keep(cut('a'))
    await clock.advance(50_000)
    expect(find('a', 'mine')).toBe('a')
    await clock.advance(50_000)
    expect(find('a', 'mine')).toBe('a')
    await clock.advance(60_001)
    expect(find('a', 'mine')).toBeUndefined()
  })

  it('are so few as there is room for; the newest may be as large as it is', () => {
    cuts.keep(cut('a', { records: 60_000 }))
    cuts.keep(cut('b', { records: 30_000 }))
    find('a', 'mine')
    cuts.keep(cut('c', { records: 30_000 }))
    expect([find('a', 'mine'), find('b', 'mine'), find('c', 'mine')]).toEqual(['a', undefined, 'c'])
    cuts.keep(cut('d', { records: 200_000 }))
    expect([find('a', 'mine'), find('c', 'mine'), find('d', 'mine')]).toEqual([
      undefined,
      undefined,
      'd',
    ])
  })
})
