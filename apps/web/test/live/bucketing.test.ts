import type { PluginResource } from '@argus/contracts/plugin-manifest'
import type { Bucketing } from '@argus/contracts/plugin-summary'
import type { Cell } from '@argus/contracts/row'
import { describe, expect, it } from '@jest/globals'

import { attentionOf } from '../../src/live/attention.ts'
import { attentionFilter, bothFilters, bucketFilter } from '../../src/live/bucket-filter.ts'
import { bucketsOf, DAY_MS, type CountedObject } from '../../src/live/bucketing.ts'
import { chartOf } from '../../src/live/chart.ts'
import { item } from './rows.ts'

const NOW = Date.UTC(2026, 2, 14, 14, 8, 32)
const kind: PluginResource = {
  group: 'example.org',
  resource: 'widgets',
  kind: 'Widget',
  namespaced: true,
  columns: [{ name: 'Size', type: 'string', priority: 0, jsonPath: '.spec.size' }],
}
const whole: PluginResource = { ...kind, resource: 'boxes', kind: 'Box', namespaced: false }

const counted = (
  name: string,
  cells: Readonly<Record<string, Cell>>,
  of: PluginResource = kind,
): CountedObject => {
  const key = `shop/${name}`
  const row = { id: `c/${key}`, cluster: 'c', item: item(key), cameAt: undefined, was: [] }
  return { kind: of, row, cell: (column) => cells[column] }
}

const days: Bucketing = {
  by: 'days-left',
  column: 'Until',
  steps: [
    { below: 7, tone: 'bad' },
    { below: 30, tone: 'plain' },
  ],
}
const bySize: Bucketing = { by: 'value', column: 'Size' }

/** The heaps of one bucketing with their counts. */
function heaps(rows: Bucketing, ...objects: readonly CountedObject[]) {
  const chart = chartOf({ rows }, objects, NOW)
  return chart.rows.map(({ key, title }) => [title, chart.at(key).count])
}

describe('a bucketing', () => {
  it('by days left tells every span, and what has no moment only where there is any', () => {
    const at = (inDays: number) => counted(`d${inDays}`, { Until: NOW + inDays * DAY_MS })
    expect(heaps(days, at(-1), at(0), at(6.9), at(7), at(400))).toEqual([
      ['expired', 2],
      ['< 7 d', 1],
      ['7–30 d', 1],
      ['> 30 d', 1],
    ])
    expect(heaps(days, counted('none', {})).at(-1)).toEqual(['not set', 1])
  })

  it('by value has the most frequent first', () => {
    const sizes = ['small', 'large', 'large', null].map((Size, at) => counted(`s${at}`, { Size }))
    expect(heaps(bySize, ...sizes)).toEqual([
      ['large', 2],
      ['small', 1],
      ['not set', 1],
    ])
  })

  it('by phase keeps the order that was given, and adds what nobody listed', () => {
    const phases: Bucketing = {
      by: 'phase',
      column: 'Phase',
      phases: [
        { value: 'Broken', tone: 'bad' },
        { value: 'Fine', tone: 'plain' },
      ],
    }
    const objects = ['Fine', 'Odd'].map((Phase) => counted(Phase, { Phase }))
    expect(heaps(phases, ...objects)).toEqual([
      ['Broken', 0],
      ['Fine', 1],
      ['Odd', 1],
    ])
    expect(bucketsOf(phases, objects, NOW).map(({ tone }) => tone)).toEqual([
      'bad',
      'plain',
      'plain',
    ])
  })

  it('beside another makes a table, which knows of what kinds its numbers are', () => {
    const objects = [counted('a', { Size: 'large' }), counted('b', { Size: 'large' }, whole)]
    const chart = chartOf({ rows: { by: 'scope' }, columns: bySize }, objects, NOW)
    expect(chart.at('namespace', 'large').count).toBe(1)
    expect([...chart.at('cluster', 'large').kinds]).toEqual(['example.org/boxes'])
    expect(chart.at('cluster', 'small').count).toBe(0)
  })
})

describe('what a heap leads to', () => {
  const place = { kind, now: NOW }

  it.each<[string, Bucketing, string, object]>([
    ['a column of the manifest', bySize, 'la"rge', { cel: 'object.spec.size == "la\\"rge"' }],
    [
      'a column whose place is told',
      { ...bySize, column: 'X', path: ".metadata.labels['a.io/b']" },
      'x',
      { cel: 'object.metadata.labels["a.io/b"] == "x"' },
    ],
    [
      'the first of a list',
      { ...bySize, column: 'X', path: '.spec.groups[*].name' },
      'x',
      { cel: 'object.spec.groups[0].name == "x"' },
    ],
    ['a column of the definition', { ...bySize, column: 'X' }, 'x', {}],
    ['nothing', bySize, '', {}],
    ['a health', { by: 'health' }, 'Failed', { health: 'Failed' }],
    [
      'days',
      { ...days, path: '.status.until' },
      '30',
      {
        cel: 'timestamp(object.status.until) >= timestamp("2026-03-21T14:08:00Z") && timestamp(object.status.until) < timestamp("2026-04-13T14:08:00Z")',
      },
    ],
  ])('is, for %s, a filter of the explorer', (...[, bucketing, key, filter]) => {
    expect(bucketFilter(bucketing, key, place)).toEqual(filter)
  })

  it('are both filters in a table', () => {
    expect(bothFilters({ cel: 'a' }, { cel: 'b', health: 'Failed' })).toEqual({
      cel: 'a && b',
      health: 'Failed',
    })
  })

  it('is what a list wants attention for', () => {
    expect(attentionFilter({ column: 'Size', is: ['a', 'b'] }, place)).toEqual({
      cel: 'object.spec.size in ["a", "b"]',
    })
  })
})

describe('a list that wants attention', () => {
  it('has what ends soonest first', () => {
    const at = (name: string, inDays: number) => counted(name, { Until: NOW + inDays * DAY_MS })
    const found = attentionOf(
      { column: 'Until', daysLeftBelow: 14 },
      [at('later', 13), at('never', 90), at('past', -3), counted('none', {})],
      NOW,
    )
    expect(found.map(({ row }) => row.item.key)).toEqual(['shop/past', 'shop/later'])
  })
})
