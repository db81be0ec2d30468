import type { ReactElement } from 'react'

import type { Chart } from '../../live/chart.ts'
import { count, plainText } from '../../live/words.ts'
import { HeapLink, type HeapPlace } from './heap-link.tsx'
import classes from './plugin.module.css'

/** One bar for each heap, with its number. `columns` for few and short names, `lines` for many and long ones. */
export function Bars({ chart: { rows, at }, form, place }: BarsProps): ReactElement {
  const shown = rows.slice(0, MOST_SHOWN)
  const most = Math.max(1, ...shown.map(({ key }) => at(key).count))
  if (shown.length === 0) return <p className={classes['nothing']}>There is none.</p>
  return (
    <>
      <ol className={classes[form]}>
        {shown.map((row) => {
          const heap = at(row.key)
          // Square roots: a few stay visible beside many.
          const size = `${Math.round(Math.sqrt(heap.count / most) * 100)}%`
          return (
            <li key={row.key} data-tone={heap.count > 0 ? row.tone : undefined}>
              <HeapLink place={place} row={row} heap={heap} className={classes['bar']}>
                <span className={classes['track']}>
                  <b className="number">{count(heap.count)}</b>
                  <span className="visually-hidden">, </span>
                  <span
                    className={classes['size']}
                    style={form === 'columns' ? { height: size } : { width: size }}
                  />
                </span>
                <span className={classes['of']} dir="auto" title={plainText(row.title)}>
                  {plainText(row.title)}
                </span>
              </HeapLink>
            </li>
          )
        })}
      </ol>
      <p className={classes['note']}>
        {rows.length > MOST_SHOWN && `${count(rows.length - MOST_SHOWN)} more are not drawn. `}
        Bars are square roots, so that few stay visible beside many. Select a bar to open its list.
      </p>
    </>
  )
}

interface BarsProps {
  readonly chart: Chart
  readonly form: 'columns' | 'lines'
  readonly place: HeapPlace
}

const MOST_SHOWN = 12
