import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import { emptiness } from '../live/list-notices.ts'
import type { ResourceOutline } from '../live/outline.ts'
import { clockTime } from '../live/times.ts'
import { count, counted } from '../live/words.ts'
import classes from './list-empty.module.css'

/** What a list without rows says, and what to do about it. It never says "nothing" of what was not read. */
export function ListEmpty({
  state,
  shown,
  title,
  narrowed,
  onClear,
}: ListEmptyProps): ReactElement | null {
  const empty = emptiness(state, shown)
  switch (empty?.type) {
    case undefined:
      return null
    case 'reading':
      return (
        <div className={classes['reading']} role="status">
          <span className="visually-hidden">Reading, {count(empty.soFar)} so far</span>
          {Array.from({ length: SKELETONS }, (_, index) => (
            <span key={index} aria-hidden />
          ))}
        </div>
      )
    case 'filtered':
      return (
        <div className={classes['empty']} role="status">
          <p>None of {count(empty.all)} match the filters.</p>
          <Button size="compact-sm" variant="default" onClick={onClear}>
            Clear filters
          </Button>
        </div>
      )
    case 'absent':
      return (
        <div className={classes['empty']} role="status">
          <p>
            {title} do not exist in {counted(empty.clusters, 'cluster')}: what defines them is not
            installed. The list starts by itself when it is.
          </p>
        </div>
      )
    case 'left':
      return (
        <div className={classes['empty']} role="status">
          <p>
            You may no longer see {title} in {empty.clusters.join(', ')}, or it was removed from
            Argus. That was at {clockTime(empty.at)}; ask an administrator if it is a surprise.
          </p>
          <Link to="/explore">What I may see</Link>
        </div>
      )
    case 'empty':
      if (narrowed)
        return (
          <div className={classes['empty']} role="status">
            <p>No {title} match the labels and the expression.</p>
            <Button size="compact-sm" variant="default" onClick={onClear}>
              Clear filters
            </Button>
          </div>
        )
      return (
        <div className={classes['empty']} role="status">
          <p>
            No {title} in {counted(empty.clusters, 'cluster')}. New ones appear here by themselves.
          </p>
        </div>
      )
  }
}

interface ListEmptyProps {
  readonly state: ResourceOutline
  readonly shown: number
  readonly title: string
  /** Filters of the gateway are in use: what they leave out was never sent. */
  readonly narrowed: boolean
  readonly onClear: () => void
}

const SKELETONS = 14
