import { describe, expect, it } from '@jest/globals'

import { find, LINES, settled, wantedOf, type Entry } from '../../src/components/palette/find.ts'

const entry = (id: string, parts: Partial<Entry> = {}): Entry => ({
  id,
  type: 'kind',
  name: id,
  detail: '',
  ...parts,
})
const names = (entries: readonly Entry[]) => entries.map(({ id }) => id)

describe('the palette', () => {
  it.each([
    [
      'a name that is the whole word first, then one that begins with it',
      'pods',
      ['pods', 'podsets', 'openpods'],
    ],
    ['the second of two words in what tells it from others', 'pods east', ['pods']],
    ['nothing where one word is found nowhere', 'pods west', []],
    ['capitals as small letters', 'PODSETS', ['podsets']],
  ])('finds %s', (_, text, found) => {
    const entries = [entry('openpods'), entry('podsets'), entry('pods', { detail: 'east' })]
    expect(names(find(entries, wantedOf(text), []))).toEqual(found)
  })

  it('finds a kind by its group, its plugin and its singular, behind names', () => {
    const kind = entry('Certificates', {
      detail: 'cert-manager.io',
      words: ['Certificate', 'shopping'],
    })
    const object = entry('shop-tls', { type: 'object' })
    expect(names(find([kind, object], wantedOf('shop'), []))).toEqual(['shop-tls', 'Certificates'])
    expect(names(find([kind, object], wantedOf('manager'), []))).toEqual(['Certificates'])
  })

  it.each([
    ['>', 'action'],
    ['@', 'cluster'],
    ['#', 'namespace'],
  ] as const)('shows after %s only each %s', (sign, type) => {
    const entries = [entry('prod'), entry('prod one', { type }), entry('test', { type })]
    expect(names(find(entries, wantedOf(`${sign}prod`), []))).toEqual(['prod one'])
    expect(names(find(entries, wantedOf(sign), []))).toEqual(['prod one', 'test'])
  })

  it('begins with what is recent and still there, then with what is usual', () => {
    const entries = [entry('page', { type: 'page' }), entry('kind'), entry('other kind')]
    expect(names(find(entries, wantedOf(''), ['gone', 'kind']))).toEqual(['kind', 'page'])
  })

  it('has no more lines than it has', () => {
    const many = Array.from({ length: 30 }, (_, index) => entry(`kind ${index}`))
    expect(find(many, wantedOf('kind'), [])).toHaveLength(LINES)
  })

  it('puts what comes late below what is there', () => {
    const shown = [entry('b'), entry('c')]
    expect(names(settled(['c', 'b'], [entry('a'), ...shown]))).toEqual(['c', 'b', 'a'])
  })
})
