import type { PluginResource } from '@argus/contracts/plugin-manifest'
import type { Bucketing, Tone } from '@argus/contracts/plugin-summary'
import type { Cell, Health } from '@argus/contracts/row'

import { HEALTH_WORDS } from './object-history.ts'
import type { LiveRow } from './resource-store.ts'
import { HEALTH_ORDER } from './row-compare.ts'
import { kindKey } from './tally.ts'

/** An object that is counted: its row, and what stands in a column of its kind; `undefined` where there is no such column. */
export interface CountedObject {
  readonly kind: PluginResource
  readonly row: LiveRow
  readonly cell: (column: string) => Cell | undefined
}

/** One heap of a bucketing. */
export interface Bucket {
  readonly key: string
  readonly title: string
  readonly tone: Tone
}

/** The heaps in their order, those that are always told even when empty. */
export function bucketsOf(
  bucketing: Bucketing,
  objects: readonly CountedObject[],
  now: number,
): readonly Bucket[] {
  const found = new Map<string, number>()
  for (const object of objects) {
    const key = bucketKey(bucketing, object, now)
    found.set(key, (found.get(key) ?? 0) + 1)
  }
  switch (bucketing.by) {
    case 'days-left':
      return [...dayBuckets(bucketing), ...withNothing(found)]
    case 'phase': {
      const listed = bucketing.phases.map(({ value, tone }) => ({ key: value, title: value, tone }))
      const others = [...found.keys()]
        .filter((key) => key !== NOTHING && !listed.some((one) => one.key === key))
        .map(plain)
      return [...listed, ...others, ...withNothing(found)]
    }
    case 'value':
      return [
        ...mostFirst(found).map((key): Bucket => ({
          ...plain(key),
          tone: bucketing.tones?.[key] ?? 'plain',
        })),
        ...withNothing(found),
      ]
    case 'kind': {
      const kinds = new Map(objects.map(({ kind }) => [kindKey(kind), kind]))
      return [...kinds].map(([key, { kind }]) => ({ key, title: kind, tone: 'plain' }))
    }
    case 'health':
      return HEALTH_ORDER.map((key) => ({ key, title: HEALTH_WORDS[key], tone: HEALTH_TONES[key] }))
    case 'scope':
      return [
        { key: 'namespace', title: 'Of a namespace', tone: 'plain' },
        { key: 'cluster', title: 'Of the whole cluster', tone: 'plain' },
      ]
  }
}

/** The key of the heap that an object belongs to. */
export function bucketKey(bucketing: Bucketing, object: CountedObject, now: number): string {
  switch (bucketing.by) {
    case 'days-left': {
      const until = object.cell(bucketing.column)
      if (typeof until !== 'number') return NOTHING
      if (until <= now) return PAST
      const step = bucketing.steps.find(({ below }) => until - now < below * DAY_MS)
      return step === undefined ? MORE : String(step.below)
    }
    case 'phase':
    case 'value': {
      const cell = object.cell(bucketing.column)
      return cell === undefined || cell === null || cell === '' ? NOTHING : String(cell)
    }
    case 'kind':
      return kindKey(object.kind)
    case 'health':
      return object.row.item.health
    case 'scope':
      return object.kind.namespaced ? 'namespace' : 'cluster'
  }
}

/** From when to when a heap of days reaches, in days from now; open where there is no end. */
export function daysOf(
  { steps }: Extract<Bucketing, { by: 'days-left' }>,
  key: string,
): { readonly from?: number; readonly below?: number } {
  if (key === PAST) return { below: 0 }
  if (key === MORE) return { from: steps.at(-1)?.below ?? 0 }
  const at = steps.findIndex(({ below }) => String(below) === key)
  return { from: steps[at - 1]?.below ?? 0, below: Number(key) }
}

function dayBuckets({ steps }: Extract<Bucketing, { by: 'days-left' }>): readonly Bucket[] {
  const last = steps.at(-1)
  return [
    { key: PAST, title: 'expired', tone: 'bad' },
    ...steps.map(({ below, tone }, at) => ({
      key: String(below),
      title: at === 0 ? `< ${below} d` : `${steps[at - 1]?.below}–${below} d`,
      tone,
    })),
    { key: MORE, title: `> ${last?.below} d`, tone: 'plain' },
  ]
}

function mostFirst(found: ReadonlyMap<string, number>): readonly string[] {
  return [...found]
    .filter(([key]) => key !== NOTHING)
    .toSorted(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .map(([key]) => key)
}

function plain(key: string): Bucket {
  return { key, title: key, tone: 'plain' }
}

function withNothing(found: ReadonlyMap<string, number>): readonly Bucket[] {
  return found.has(NOTHING) ? [{ key: NOTHING, title: 'not set', tone: 'plain' }] : []
}

const HEALTH_TONES: Readonly<Record<Health, Tone>> = {
  Failed: 'bad',
  InProgress: 'busy',
  Terminating: 'busy',
  Unknown: 'strong',
  Current: 'plain',
}

/** The heap of those that say nothing. */
export const NOTHING = ''
const PAST = 'past'
const MORE = 'more'
export const DAY_MS = 86_400_000
