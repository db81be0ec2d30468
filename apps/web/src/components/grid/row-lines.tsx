import type { ReactElement } from 'react'

import type { ShownState } from '../../live/freshness.ts'
import type { Ghost } from '../../live/list-view.ts'
import { HEALTH_WORDS } from '../../live/object-history.ts'
import type { LiveRow } from '../../live/resource-store.ts'
import { nameOf, namespaceOf } from '../../live/row-compare.ts'
import { clockTime } from '../../live/times.ts'
import { plainText } from '../../live/words.ts'
import { Icon } from '../../ui/icon.tsx'
import { StateSign } from '../cluster-state.tsx'
import { HEALTH_ICONS } from '../health.tsx'
import { Ago } from './ago.tsx'
import { Mark } from './mark.tsx'
import { CHIP_MS, MARK_MS } from './marks.ts'
import classes from './grid.module.css'

/** A row where there is no room for columns: its name and when it changed, how and where it is, and why. */
export function RowLines({ row, state, ghost, now }: RowLinesProps): ReactElement {
  const { health, reason, changed } = row.item
  const known = state === 'live' && ghost === undefined
  const namespace = namespaceOf(row)
  const was = row.was.find(({ field }) => field === 'reason')
  return (
    <div role="gridcell" className={classes['lines']} data-health={health}>
      <span className={classes['sign']}>
        <Icon name={ghost?.word === 'gone' ? 'gone' : HEALTH_ICONS[health]} size={18} />
      </span>
      <span className={classes['first']}>
        <span className={classes['name']} dir="auto">
          {plainText(nameOf(row))}
        </span>
        {row.cameAt !== undefined && now - row.cameAt < CHIP_MS && (
          <span className={classes['chip']} style={{ animationDelay: `${row.cameAt - now}ms` }}>
            new
          </span>
        )}
      </span>
      <span className={classes['when']}>
        <Ago at={changed} />
      </span>
      <span className={classes['second']}>
        <b data-known={known}>{ghost?.word === 'gone' ? 'Gone' : HEALTH_WORDS[health]}</b>
        <span aria-hidden>·</span>
        {state === 'live' ? (
          <span>{row.cluster}</span>
        ) : (
          <span className={classes['away']} data-state={state}>
            <StateSign state={state} /> {row.cluster}
          </span>
        )}
        {namespace !== '' && <span aria-hidden>·</span>}
        {namespace !== '' && <span dir="auto">{plainText(namespace)}</span>}
      </span>
      <span className={classes['third']} dir="auto">
        {was !== undefined && now - was.at < MARK_MS && known && (
          <Mark key={was.at} className="tint" at={was.at} now={now} />
        )}
        <span className={classes['text']}>
          {ghost === undefined ? plainText(reason) : left(ghost)}
        </span>
      </span>
    </div>
  )
}

interface RowLinesProps {
  readonly row: LiveRow
  readonly state: ShownState
  readonly ghost: Ghost | undefined
  readonly now: number
}

function left({ word, at }: Ghost): string {
  return word === 'gone' ? `Gone at ${clockTime(at)}` : 'No longer matches'
}
