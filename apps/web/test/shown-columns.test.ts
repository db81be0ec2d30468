import { describe, expect, it } from '@jest/globals'

import { shownColumns, toggled, unknownColumns } from '../src/components/grid/shown-columns.ts'

const ALL = [
  { name: 'health', usual: true },
  { name: 'name', usual: true },
  { name: 'Ready', usual: true },
  { name: 'Serial', usual: false },
]

describe('the columns of a list', () => {
  it('are the usual ones until somebody chooses', () =>
    expect(names(shownColumns(ALL, []))).toEqual(['health', 'name', 'Ready']))

  it('are those chosen, in their own order, and always the name', () =>
    expect(names(shownColumns(ALL, ['Serial', 'Ready']))).toEqual(['name', 'Ready', 'Serial']))

  it('are the usual ones where nothing is called as was asked for', () => {
    expect(names(shownColumns(ALL, ['shoe']))).toEqual(['health', 'name', 'Ready'])
    expect(unknownColumns(ALL, ['shoe', 'Ready'])).toEqual(['shoe'])
  })

  it('are shown and hidden one by one, and leave nothing in an address once they are the usual ones', () => {
    const shown = shownColumns(ALL, [])
    const more = toggled(ALL, shown, 'Serial')
    expect(more).toEqual(['health', 'name', 'Ready', 'Serial'])
    expect(toggled(ALL, shownColumns(ALL, more), 'Serial')).toEqual([])
    expect(toggled(ALL, shown, 'health')).toEqual(['name', 'Ready'])
  })
})

function names(columns: readonly { readonly name: string }[]): string[] {
  return columns.map(({ name }) => name)
}
