import { Button } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'

import { counted, plainText } from '../live/words.ts'
import { Icon, isIconName } from '../ui/icon.tsx'
import classes from './list-title.module.css'
import type { KindWords } from './use-kind.ts'

/** What the list is of, and whether its order waits for the reader. */
export function ListTitle({
  kind,
  group,
  wouldMove,
  onSort,
  children,
}: ListTitleProps): ReactElement {
  return (
    <div className={classes['title']}>
      <Icon name={isIconName(kind.plugin) ? kind.plugin : 'kind'} size={18} />
      <h1 dir="auto">{kind.title}</h1>
      <span className={classes['group']}>{plainText(group)}</span>
      <span className={classes['space']} />
      {wouldMove > 0 && (
        <span className={classes['held']}>
          <span>
            Order held, <b>{counted(wouldMove, 'row')}</b> would move
          </span>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Icon name="sort" size={14} />}
            onClick={onSort}
          >
            Sort now <kbd>S</kbd>
          </Button>
        </span>
      )}
      {children}
    </div>
  )
}

interface ListTitleProps {
  readonly kind: KindWords
  readonly group: string
  readonly wouldMove: number
  readonly onSort: () => void
  /** What can be done with the list. */
  readonly children: ReactNode
}
