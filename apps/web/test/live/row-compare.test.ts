import { expect, it } from '@jest/globals'
import fc from 'fast-check'

import { comparing, DEFAULT_SORT, type SortKey } from '../../src/live/row-compare.ts'
import type { LiveRow } from '../../src/live/resource-store.ts'
import { item } from './rows.ts'

it('puts what needs a person first, then sorts by name, numbers as numbers', () =>
  expect(
    sort(
      DEFAULT_SORT,
      row('p', 'a/web-10'),
      row('p', 'a/web-9'),
      row('p', 'a/z', 'Failed'),
      row('p', 'a/y', 'Unknown'),
    ),
  ).toEqual(['p/a/z', 'p/a/y', 'p/a/web-9', 'p/a/web-10']))

it('keeps rows without a value last, in either direction the order is total', () => {
  const cells = (cell: string | number | null) => item('a/x', { cells: [cell] })
  const rows = [cells(null), cells(2), cells(10)].map((one, i) => ({
    ...row('p', `a/${i}`),
    item: { ...one, key: `a/${i}` },
  }))
  expect(sort([{ field: 0, descending: false }], ...rows)).toEqual(['p/a/1', 'p/a/2', 'p/a/0'])
})

it('never takes two rows for equal', () =>
  fc.assert(
    fc.property(
      fc.constantFrom('a', 'b'),
      fc.constantFrom('a', 'b'),
      fc.constantFrom('n', 'm'),
      (c, d, name) => {
        const rows = [row(c, `x/${name}`), row(d, `y/${name}`)]
        expect(
          comparing(finder(rows), DEFAULT_SORT)(rows[0]?.id ?? '', rows[1]?.id ?? ''),
        ).not.toBe(0)
      },
    ),
  ))

function row(cluster: string, key: string, health: LiveRow['item']['health'] = 'Current'): LiveRow {
  return {
    id: `${cluster}/${key}`,
    cluster,
    item: item(key, { health }),
    cameAt: undefined,
    was: [],
  }
}

function sort(keys: readonly SortKey[], ...rows: readonly LiveRow[]): readonly string[] {
  return rows.map(({ id }) => id).toSorted(comparing(finder(rows), keys))
}

function finder(rows: readonly LiveRow[]): (id: string) => LiveRow | undefined {
  return (id) => rows.find((one) => one.id === id)
}
