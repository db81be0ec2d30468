import { describe, expect, it } from '@jest/globals'

import {
  readListSearch,
  readOpen,
  searchOf,
  writeList,
  writeOpen,
  writeSort,
} from '../src/search.ts'

const COLUMNS = ['Ready', 'Secret']

describe('an address', () => {
  it('says filters and order in plain text', () =>
    expect(
      readListSearch(
        { q: 'tls', health: 'Failed,Unknown', ns: 'shop', clusters: 'a,b', sort: '-Ready,name' },
        COLUMNS,
      ).query,
    ).toEqual({
      text: 'tls',
      health: ['Failed', 'Unknown'],
      namespaces: ['shop'],
      clusters: ['a', 'b'],
      sort: [
        { field: 0, descending: true },
        { field: 'name', descending: false },
      ],
    }))

  it('that asks for what does not exist is told so, and the rest is done', () => {
    const { query, ignored } = readListSearch({ health: 'Broken,Failed', sort: 'shoe' }, COLUMNS)
    expect(query.health).toEqual(['Failed'])
    expect(ignored).toHaveLength(2)
    expect(ignored[0]).toContain('health=Broken')
  })

  it('is the same for equal views', () => {
    expect(writeList(['b', 'a', 'b'])).toBe('a,b')
    expect(writeList([])).toBeUndefined()
    expect(writeSort(readListSearch({}, COLUMNS).query.sort, COLUMNS)).toBeUndefined()
    expect(writeSort([{ field: 1, descending: true }], COLUMNS)).toBe('-Secret')
  })

  it('takes what the page knows and only text', () =>
    expect(searchOf('q')({ q: 'x', evil: 'y' })).toEqual({ q: 'x' }))
})

describe('an open object', () => {
  it('is a path of three', () => {
    const object = { cluster: 'prod', namespace: 'shop', name: 'web' }
    expect(readOpen(writeOpen(object))).toEqual(object)
  })

  it('of the whole cluster has no namespace', () => {
    const object = { cluster: 'prod', namespace: '', name: 'web' }
    expect(writeOpen(object)).toBe('prod/_/web')
    expect(readOpen('prod/_/web')).toEqual(object)
  })

  it.each(['', 'prod', 'prod/shop', 'prod/shop/web/more', '//web'])('is not "%s"', (text) =>
    expect(readOpen(text)).toBeUndefined(),
  )
})
