import type { PluginResource } from '@argus/contracts/plugin-manifest'
import type { SummaryChart } from '@argus/contracts/plugin-summary'
import { useMemo, type ReactElement } from 'react'

import type { CountedObject } from '../../live/bucketing.ts'
import { chartOf } from '../../live/chart.ts'
import { useSecond } from '../../live/second.ts'
import { count, plainText } from '../../live/words.ts'
import { Bars } from './bars.tsx'
import { CrossTable } from './cross-table.tsx'
import classes from './plugin.module.css'

/** A chart of the manifest: bars, or with two bucketings a table. Each number leads to its objects. */
export function ChartSection({ chart, objects, kinds, text }: ChartSectionProps): ReactElement {
  const now = useMinute()
  const drawn = useMemo(() => chartOf(chart, objects, now), [chart, objects, now])
  const place = { chart, kinds, text, now }
  const { rows, columns } = chart
  const form = rows.by === 'value' || rows.by === 'kind' ? 'lines' : 'columns'
  return (
    <section className={classes['chart']} aria-label={plainText(chart.title)}>
      <h2 className={classes['title']}>
        <span dir="auto">{plainText(chart.title)}</span>
        <span className={classes['meta']}>{count(drawn.total)}</span>
      </h2>
      {columns === undefined ? (
        <Bars chart={drawn} form={form} place={place} />
      ) : (
        <CrossTable chart={drawn} place={place} />
      )}
    </section>
  )
}

/** Days do not pass each second, and neither should a chart be drawn anew. */
function useMinute(): number {
  return Math.floor(useSecond() / 60_000) * 60_000 + 60_000
}

interface ChartSectionProps {
  readonly chart: SummaryChart
  readonly objects: readonly CountedObject[]
  readonly kinds: readonly PluginResource[]
  readonly text: string | undefined
}
