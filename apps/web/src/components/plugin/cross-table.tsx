import type { ReactElement } from 'react'

import type { Chart } from '../../live/chart.ts'
import { count, plainText } from '../../live/words.ts'
import { HeapLink, type HeapPlace } from './heap-link.tsx'
import classes from './plugin.module.css'

/** Two bucketings as a table of numbers. */
export function CrossTable({
  chart: { rows, columns, at },
  place,
}: {
  readonly chart: Chart
  readonly place: HeapPlace
}): ReactElement {
  return (
    <div className={classes['cross']}>
      <table className={classes['table']}>
        <thead>
          <tr>
            <td aria-label="Heap" />
            {columns.map(({ key, title }) => (
              <th key={key} scope="col" className={classes['right']} dir="auto">
                {plainText(title)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row" dir="auto">
                {plainText(row.title)}
              </th>
              {columns.map((column) => {
                const heap = at(row.key, column.key)
                const tone = row.tone === 'plain' ? column.tone : row.tone
                return (
                  <td
                    key={column.key}
                    className={classes['right']}
                    data-tone={heap.count > 0 ? tone : undefined}
                  >
                    {heap.count === 0 ? (
                      '0'
                    ) : (
                      <HeapLink
                        place={place}
                        row={row}
                        column={column}
                        heap={heap}
                        label={`${count(heap.count)}, ${plainText(row.title)}, ${plainText(column.title)}`}
                      >
                        {count(heap.count)}
                      </HeapLink>
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
