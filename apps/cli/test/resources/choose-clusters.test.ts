import { describe, expect, it } from '@jest/globals'

import { chooseClusters } from '../../src/resources/choose-clusters.ts'

const all = ['prod-1', 'prod-2', 'lab'].map((id) => ({ id }))
const chosen = (...patterns: string[]) => chooseClusters(patterns, all).map(({ id }) => id)

describe('clusters', () => {
  it.each<[string, string[], string[]]>([
    ['are all of them where none is named', [], ['prod-1', 'prod-2', 'lab']],
    ['are those named', ['lab'], ['lab']],
    ['are those that a pattern fits', ['prod-*'], ['prod-1', 'prod-2']],
    ['are each once, however many patterns fit', ['prod-?', '*-1'], ['prod-1', 'prod-2']],
  ])('%s', (_, patterns, ids) => expect(chosen(...patterns)).toEqual(ids))

  it('that are not there are named, with those that are', () => {
    expect(() => chosen('prod-1', 'nowhere')).toThrow(/"nowhere".*prod-1, prod-2, lab/)
  })

  it('are no regular expressions', () => {
    expect(() => chosen('prod.1')).toThrow('"prod.1"')
  })
})
