import { expect, it } from '@jest/globals'

import type { LiveRow } from '../../src/live/resource-store.ts'
import { marked, StandingPicture } from '../../src/live/standing-picture.ts'
import { item } from './rows.ts'

const row = (name: string, health: 'Current' | 'Failed' = 'Current'): LiveRow => ({
  id: `prod/a/${name}`,
  cluster: 'prod',
  item: item(`a/${name}`, { health }),
  cameAt: undefined,
  was: [],
})

const kept = row('kept')
const pictures = {
  before: (id: string) =>
    new Map([
      ['changed', row('changed')],
      ['went', row('went')],
      ['kept', kept],
    ]).get(id),
  after: (id: string) =>
    new Map([
      ['changed', row('changed', 'Failed')],
      ['came', row('came')],
      ['kept', kept],
    ]).get(id),
}

it('counts changes and rows apart, and what came and went', () => {
  const picture = new StandingPicture(7)
  picture.take(['changed', 'came'])
  picture.take(['changed', 'went', 'kept', 'came and went'])
  expect(picture.waiting(pictures)).toEqual({ at: 7, changes: 4, rows: 3, added: 1, gone: 1 })
})

it('marks what became another as if it had happened now', () => {
  const rows = [...marked(['changed', 'came', 'went', 'kept'], pictures, 500).values()]
  expect(rows.map(({ item: { key }, cameAt, was }) => [key, cameAt, was])).toEqual([
    ['a/changed', undefined, [{ field: 'health', value: 'Current', at: 500 }]],
    ['a/came', 500, []],
  ])
})
