import { Button } from '@mantine/core'
import type { ReactElement } from 'react'

import type { Waiting } from '../live/standing-picture.ts'
import { clockTime } from '../live/times.ts'
import { count, counted } from '../live/words.ts'
import { Icon } from '../ui/icon.tsx'
import classes from './pause-banner.module.css'

/** Says of a list that it stands still, since when, and how much waits. */
export function PauseBanner({ waiting, onResume }: PauseBannerProps): ReactElement {
  return (
    <div className={classes['banner']} role="status">
      <Icon name="pause" />
      <span className={classes['words']}>
        Paused at <b className="number">{clockTime(waiting.at)}</b>.{' '}
        <span className="number">{sentence(waiting)}</span>
      </span>
      <Button size="compact-sm" variant="default" onClick={onResume}>
        Resume <kbd className={classes['key']}>P</kbd>
      </Button>
    </div>
  )
}

interface PauseBannerProps {
  readonly waiting: Waiting
  readonly onResume: () => void
}

function sentence({ changes, rows, added, gone }: Waiting): string {
  if (rows === 0) return 'Nothing has changed since.'
  const parts = [
    `${counted(changes, 'change')} to ${counted(rows, 'row')} since`,
    ...(added > 0 ? [`${count(added)} new`] : []),
    ...(gone > 0 ? [`${count(gone)} gone`] : []),
  ]
  return `${parts.join(', ')}.`
}
