import { fieldPath } from '@argus/contracts/health-rule'
import type { PluginResource } from '@argus/contracts/plugin-manifest'
import type { AttentionRule, Bucketing } from '@argus/contracts/plugin-summary'

import { daysOf, DAY_MS, NOTHING } from './bucketing.ts'

/** What the explorer is asked for, so that it shows what is in a heap. */
export interface BucketFilter {
  readonly cel?: string
  readonly health?: string
}

/** A heap as filters of the explorer; where the object does not tell by a plain field, the whole kind. */
export function bucketFilter(
  bucketing: Bucketing,
  key: string,
  { kind, now }: FilterPlace,
): BucketFilter {
  switch (bucketing.by) {
    case 'days-left': {
      const field = celField(kind, bucketing)
      if (field === undefined || key === NOTHING) return {}
      const { from, below } = daysOf(bucketing, key)
      return { cel: within(field, { from, below, now }) }
    }
    case 'phase':
    case 'value': {
      const field = celField(kind, bucketing)
      return field === undefined || key === NOTHING ? {} : { cel: `${field} == ${celText(key)}` }
    }
    case 'health':
      return { health: key }
    case 'kind':
    case 'scope':
      return {}
  }
}

/** The same for a list that wants attention. */
export function attentionFilter(rule: AttentionRule, { kind, now }: FilterPlace): BucketFilter {
  if ('health' in rule) return { health: rule.health.join(',') }
  const field = celField(kind, rule)
  if (field === undefined) return {}
  if ('is' in rule) return { cel: `${field} in [${rule.is.map(celText).join(', ')}]` }
  return { cel: within(field, { below: rule.daysLeftBelow, now }) }
}

/** Both at once. */
export function bothFilters(one: BucketFilter, other: BucketFilter): BucketFilter {
  const cel = [one.cel, other.cel].filter((part) => part !== undefined).join(' && ')
  const health = one.health ?? other.health
  return { ...(cel !== '' && { cel }), ...(health !== undefined && { health }) }
}

interface FilterPlace {
  readonly kind: PluginResource
  readonly now: number
}

interface Days {
  readonly from?: number | undefined
  readonly below?: number | undefined
  readonly now: number
}

function within(field: string, { from, below, now }: Days): string {
  const parts = [
    from === undefined ? [] : `timestamp(${field}) >= ${moment(now + from * DAY_MS)}`,
    below === undefined ? [] : `timestamp(${field}) < ${moment(now + below * DAY_MS)}`,
  ]
  return parts.flat().join(' && ')
}

/** To the minute: an address that differs each second is no address. */
function moment(at: number): string {
  const minute = new Date(Math.floor(at / 60_000) * 60_000)
  return `timestamp("${minute.toISOString().replace('.000', '')}")`
}

/** Where the value of a column stands, in CEL; of a list it is the first, as in the cell. */
function celField(
  { columns = [] }: PluginResource,
  { column, path }: { readonly column: string; readonly path?: string | undefined },
): string | undefined {
  const known = fieldPath.safeParse(path ?? columns.find(({ name }) => name === column)?.jsonPath)
  if (!known.success) return undefined
  return `object${known.data.replaceAll('[*]', '[0]').replaceAll(/\['([^'\]]+)'\]/gu, (_, name: string) => `[${celText(name)}]`)}`
}

/** JSON's way of quoting is one that CEL reads. */
function celText(text: string): string {
  return JSON.stringify(text)
}
