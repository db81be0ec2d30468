import type { ReactElement } from 'react'

import { plainText } from '../../live/words.ts'
import classes from '../clusters.module.css'

/** The labels of a cluster, by their keys. */
export function Labels({
  labels,
}: {
  readonly labels: Readonly<Record<string, string>>
}): ReactElement {
  const entries = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))
  if (entries.length === 0) return <>–</>
  return (
    <span className={classes['labels']}>
      {entries.map(([key, value]) => (
        <span key={key} className={classes['label']} dir="auto">
          {plainText(value === '' ? key : `${key}=${value}`)}
        </span>
      ))}
    </span>
  )
}
