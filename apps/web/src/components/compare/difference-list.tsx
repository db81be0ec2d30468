import { UnstyledButton } from '@mantine/core'
import { useEffect, useRef, type ReactElement } from 'react'

import type { MarkedDifference } from '../../live/marked-differences.ts'
import { clockTime } from '../../live/times.ts'
import { counted, duration, plainText } from '../../live/words.ts'
import { KeyHint } from '../commands/key-hint.tsx'
import classes from './compare.module.css'
import { DifferenceIcon } from './difference-icon.tsx'
import { ValueText } from './value-text.tsx'

/** All that differs, in the order of the object; each leads to its place. */
export function DifferenceList(props: DifferenceListProps): ReactElement {
  const { differences, sides, at, now, onGo } = props
  const here = differences.filter(({ goneAt }) => goneAt === undefined)
  const appeared = here.filter(({ appearedAt }) => appearedAt !== undefined).length
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }, [at])
  return (
    <nav className={classes['list']} aria-label="Differences">
      <div className={classes['summary']}>
        <h2>{counted(here.length, 'difference')}</h2>
        <span className={classes['keys']}>
          next <KeyHint command="next-difference" /> previous Shift{' '}
          <KeyHint command="previous-difference" />
        </span>
        {appeared > 0 && (
          <span className={classes['meta']} role="status">
            {appeared} appeared while you were looking
          </span>
        )}
      </div>
      {here.length === 0 && <p className={classes['nothing']}>Nothing that is compared differs.</p>}
      <ol ref={list}>
        {differences.map((difference) => {
          const { path, values, appearedAt, goneAt } = difference
          return (
            <li key={path} data-gone={goneAt !== undefined || undefined}>
              <UnstyledButton
                className={classes['difference']}
                aria-current={path === at ? 'true' : undefined}
                disabled={goneAt !== undefined}
                onClick={() => onGo(path)}
              >
                <span className={classes['path']} title={path}>
                  <bdi>{plainText(path)}</bdi>
                  {goneAt !== undefined && (
                    <span className={classes['chip']}>Gone at {clockTime(goneAt)}</span>
                  )}
                  {goneAt === undefined && appearedAt !== undefined && (
                    <span className={classes['chip']}>{duration(now - appearedAt)} ago</span>
                  )}
                </span>
                {sides === 2 && (
                  <span className={classes['values']}>
                    <ValueText value={values[0]} />
                    <DifferenceIcon values={values} />
                    <ValueText value={values[1]} />
                  </span>
                )}
              </UnstyledButton>
            </li>
          )
        })}
      </ol>
      <p className={classes['never']}>
        Never compared: uid, resourceVersion, generation and the times of changes.
      </p>
    </nav>
  )
}

interface DifferenceListProps {
  readonly differences: readonly MarkedDifference[]
  /** How many clusters are compared. */
  readonly sides: number
  readonly at: string | undefined
  readonly now: number
  readonly onGo: (path: string) => void
}
