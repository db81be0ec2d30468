import { Fragment, type ReactElement } from 'react'

import type { FieldChange } from '../../live/field-diff.ts'
import type { HistoryEntry } from '../../live/object-history.ts'
import { clockTime, counted, fullTime, plainText } from '../../live/words.ts'
import { Icon } from '../../ui/icon.tsx'
import { Ago } from '../grid/ago.tsx'
import { HEALTH_ICONS } from '../health.tsx'
import classes from './object.module.css'

/** What changed since the object was opened, the newest on top. */
export function ChangeList({ entries, dropped, openedAt }: ChangeListProps): ReactElement {
  return (
    <ol className={classes['changes']} aria-label="Changes since this object was opened">
      {entries.map(({ at, title, health, changes }, index) => (
        <li key={entries.length + dropped - index}>
          <span className={classes['at']}>
            <strong title={fullTime(at)}>{clockTime(at)}</strong>
            <span>
              <Ago at={at} /> ago
            </span>
          </span>
          <span className={classes['knot']} data-health={health}>
            <Icon name={HEALTH_ICONS[health]} />
          </span>
          <div className={classes['change']}>
            <p>
              <strong dir="auto">{plainText(title)}</strong>
              <span className={classes['meta']}>{counted(changes.length, 'field')}</span>
            </p>
            <dl>
              {changes.slice(0, SHOWN_FIELDS).map((change) => (
                <Field key={change.path} change={change} />
              ))}
            </dl>
            {changes.length > SHOWN_FIELDS && (
              <p className={classes['meta']}>
                and {counted(changes.length - SHOWN_FIELDS, 'more field')}
              </p>
            )}
          </div>
        </li>
      ))}
      <li>
        <span className={classes['at']}>
          <strong title={fullTime(openedAt)}>{clockTime(openedAt)}</strong>
        </span>
        <span className={classes['knot']}>
          <Icon name="eye" />
        </span>
        <p className={classes['opened']}>
          {dropped > 0 && `${counted(dropped, 'older change')} dropped. `}
          You opened this object. Earlier changes are not recorded.
        </p>
      </li>
    </ol>
  )
}

interface ChangeListProps {
  readonly entries: readonly HistoryEntry[]
  readonly dropped: number
  readonly openedAt: number
}

function Field({
  change: { path, before, after },
}: {
  readonly change: FieldChange
}): ReactElement {
  return (
    <div className={classes['field']}>
      <dt title={path}>
        {pathParts(path).map((part, index) => (
          <Fragment key={index}>
            {part}
            <wbr />
          </Fragment>
        ))}
      </dt>
      <dd>
        {before !== undefined && <del>{shown(before)}</del>}
        {before !== undefined && after !== undefined && (
          <Icon name="arrow-right" size={12} label="became" />
        )}
        {after !== undefined && <ins>{shown(after)}</ins>}
      </dd>
    </div>
  )
}

/** Where a long path may break: before a dot or a bracket. */
function pathParts(path: string): readonly string[] {
  return plainText(path).split(/(?=[.[])/u)
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return plainText(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)
}

const SHOWN_FIELDS = 40
const LONGEST = 300
