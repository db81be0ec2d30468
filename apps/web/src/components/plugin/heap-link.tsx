import type { PluginResource } from '@argus/contracts/plugin-manifest'
import type { SummaryChart } from '@argus/contracts/plugin-summary'
import { Link } from '@tanstack/react-router'
import type { ReactElement, ReactNode } from 'react'

import { bothFilters, bucketFilter } from '../../live/bucket-filter.ts'
import type { Bucket } from '../../live/bucketing.ts'
import type { Heap } from '../../live/chart.ts'
import { kindKey } from '../../live/tally.ts'

/** What the links of a chart have in common. */
export interface HeapPlace {
  readonly chart: SummaryChart
  readonly kinds: readonly PluginResource[]
  /** The clusters in scope, as an address has them. */
  readonly text: string | undefined
  readonly now: number
}

/** Leads to the objects of a heap. Where they are of several kinds no list shows them, and there is no link. */
export function HeapLink({ place, row, column, heap, ...rest }: HeapLinkProps): ReactElement {
  const { chart, kinds, text, now } = place
  const { label, className, children } = rest
  const kind = kinds.find((one) => heap.kinds.has(kindKey(one)))
  if (kind === undefined || heap.kinds.size > 1)
    return <span className={className}>{children}</span>
  const filter = bothFilters(
    bucketFilter(chart.rows, row.key, { kind, now }),
    chart.columns === undefined || column === undefined
      ? {}
      : bucketFilter(chart.columns, column.key, { kind, now }),
  )
  return (
    <Link
      to="/r/$group/$resource"
      params={{ group: kind.group, resource: kind.resource }}
      search={{ clusters: text, ...filter }}
      preload={false}
      aria-label={label}
      className={className}
    >
      {children}
    </Link>
  )
}

interface HeapLinkProps {
  readonly place: HeapPlace
  readonly row: Bucket
  readonly column?: Bucket
  readonly heap: Heap
  /** Where what is shown is not enough for a name. */
  readonly label?: string
  readonly children: ReactNode
  readonly className?: string | undefined
}
