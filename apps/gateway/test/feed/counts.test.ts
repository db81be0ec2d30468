import { expect, it } from '@jest/globals'

import { Copy } from '../../src/feed/copy.ts'
import type { CountReader } from '../../src/feed/count-view.ts'
import { Counts } from '../../src/feed/counts.ts'
import { filterOf } from '../../src/feed/filter.ts'
import { lensOf } from '../../src/feed/lens.ts'
import { reachOf } from '../../src/feed/reach.ts'
import { record } from '../records.ts'
import { everything, THINGS } from '../rig/rig.ts'

const topic = THINGS()
const ask = { topic, shape: 'row' as const, namespaces: undefined, namespaced: true }
const reach = reachOf([everything()], ask)
const lens = () => lensOf({ topic, filter: filterOf({}), shape: 'count', reach })

it('counts outlive a reader who leaves before the others have come to them', () => {
  const copy = new Copy({ epoch: 'e', seq: 1 }, [record({ key: 'shop/a', seq: 1 })])
  const events = { changed: () => {}, joined: () => {} }
  const counts = new Counts({ copy: () => copy, events, nextView: () => 1 })
  const [early, late] = [readerOf(), readerOf()]
  const view = counts.view(lens(), early.reader.sink)
  view.hold(early.reader.sink)
  const same = counts.view(lens(), late.reader.sink)
  same.hold(late.reader.sink)
  expect(same).toBe(view)
  view.leave(early.reader)
  counts.drop(view)
  same.join(late.reader)
  counts.bringUp()
  expect(late.told.map(typeOf)).toEqual(['counts', 'synced'])
  same.leave(late.reader)
  counts.drop(same)
  expect(counts.empty).toBe(true)
})

function readerOf(): { readonly reader: CountReader; readonly told: readonly Buffer[] } {
  const told: Buffer[] = []
  const sink = {
    open: true,
    push: (bytes: Buffer) => void told.push(bytes),
    carries: () => {},
    conflates: () => {},
    untold: () => {},
    opened: () => Promise.resolve(),
  }
  return { reader: { sink, tell: () => {}, whenOpen: () => {} }, told }
}

function typeOf(bytes: Buffer): string | undefined {
  return /"type":"(\w+)"/u.exec(bytes.toString())?.[1]
}
