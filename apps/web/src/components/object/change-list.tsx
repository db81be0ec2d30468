import { Fragment, type ReactElement } from 'react'

import type { FieldChange } from '../../live/field-diff.ts'
import type { GapCause, ObjectChange, ObjectGap, ObjectHistory } from '../../live/object-history.ts'
import { clockTime, fullTime } from '../../live/times.ts'
import { count, counted, plainText } from '../../live/words.ts'
import { Icon } from '../../ui/icon.tsx'
import { Ago } from '../grid/ago.tsx'
import { HEALTH_ICONS } from '../health.tsx'
import classes from './object.module.css'

/** What changed since the object was opened, the newest on top. */
export function ChangeList({ history }: ChangeListProps): ReactElement {
  const { entries, dropped, openedAt } = history
  return (
    <ol className={classes['changes']} aria-label="Changes since this object was opened">
      {entries.map((entry, index) => {
        const key = entries.length + dropped - index
        return entry.type === 'gap' ? (
          <Gap key={key} gap={entry} />
        ) : (
          <Change key={key} change={entry} />
        )
      })}
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
  readonly history: Extract<ObjectHistory, { readonly phase: 'here' | 'gone' }>
}

function Change({ change }: { readonly change: ObjectChange }): ReactElement {
  const { at, title, health, changes } = change
  return (
    <li data-change tabIndex={-1}>
      <span className={classes['at']}>
        <strong title={fullTime(at)}>{clockTime(at)}</strong>
        <span>
          <Ago at={at} word=" ago" />
        </span>
      </span>
      <span className={classes['knot']} data-health={health}>
        <Icon name={HEALTH_ICONS[health]} />
      </span>
      <div className={classes['change']}>
        <p>
          <strong dir="auto">{plainText(title)}</strong>
          <span className={classes['meta']}>{aboutWords(change)}</span>
        </p>
        <dl>
          {changes.slice(0, SHOWN_FIELDS).map((field) => (
            <Field key={field.path} change={field} />
          ))}
        </dl>
        {changes.length > SHOWN_FIELDS && (
          <p className={classes['meta']}>
            and {counted(changes.length - SHOWN_FIELDS, 'more field')}
          </p>
        )}
      </div>
    </li>
  )
}

/** Where the change was, and how much of it. */
function aboutWords({ part, generation, changes }: ObjectChange): string {
  const where =
    generation === undefined
      ? part
      : `generation ${count(generation[0])} to ${count(generation[1])}`
  return `${where}, ${counted(changes.length, 'field')}`
}

function Gap({ gap: { from, to, why } }: { readonly gap: ObjectGap }): ReactElement {
  return (
    <li data-gap>
      <span className={classes['at']} />
      <span className={classes['knot']} />
      <p className={classes['gap']}>
        <Icon name="stale" />
        <span>
          <strong>
            {clockTime(from)} to {clockTime(to)}
          </strong>{' '}
          {GAP_WORDS[why]}. States in between were not seen.
        </span>
      </p>
    </li>
  )
}

const GAP_WORDS: Readonly<Record<GapCause, string>> = {
  asleep: 'this page was asleep',
  disconnected: 'this page had no connection',
  cluster: 'Argus did not see the cluster',
}

function Field({
  change: { path, before, after },
}: {
  readonly change: FieldChange
}): ReactElement {
  return (
    <div className={classes['field']}>
      <dt title={plainText(path)}>
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
