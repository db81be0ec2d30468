import type { ReactElement } from 'react'

import { plainText } from '../../live/words.ts'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { Ago } from '../grid/ago.tsx'
import type { Tone } from './condition-tone.ts'
import type { Condition, ConditionGroup } from './conditions.ts'
import { Folded } from './folded.tsx'
import classes from './object.module.css'

/** What the object says of itself, whole, what is bad first. */
export function ConditionTable({ groups }: ConditionTableProps): ReactElement {
  if (groups.length === 0)
    return <p className={classes['nothing']}>This object tells no conditions.</p>
  return (
    <table className={classes['table']}>
      <thead>
        <tr>
          <th scope="col">Type</th>
          <th scope="col">Status</th>
          <th scope="col">Reason and message</th>
          <th scope="col">Since</th>
        </tr>
      </thead>
      {groups.map(({ title, conditions }, index) => (
        <tbody key={`${title} ${index}`}>
          {title !== '' && (
            <tr>
              <th scope="rowgroup" colSpan={4} className={classes['group']} dir="auto">
                {plainText(title)}
              </th>
            </tr>
          )}
          {conditions.map((condition) => (
            <Line key={condition.type} condition={condition} />
          ))}
        </tbody>
      ))}
    </table>
  )
}

interface ConditionTableProps {
  readonly groups: readonly ConditionGroup[]
}

function Line({ condition }: { readonly condition: Condition }): ReactElement {
  const { type, status, reason, message, since, tone, generations } = condition
  return (
    <tr>
      <th scope="row" dir="auto">
        {plainText(type)}
      </th>
      <td className={classes['status']} data-tone={tone}>
        <Icon name={TONE_ICONS[tone]} size={14} /> {plainText(status) || 'not given'}
      </td>
      <td>
        <span className={classes['reason']}>{plainText(reason)}</span>
        <span className={classes['message']} dir="auto">
          <Folded text={plainText(message)} lines={20} />
        </span>
        {generations !== undefined && generations.observed < generations.current && (
          <span className={classes['meta']}>
            Observed generation {generations.observed} of {generations.current}: says nothing about
            the newest spec.
          </span>
        )}
      </td>
      <td className={classes['when']}>
        {since === undefined ? 'time not given' : <Ago at={since} />}
      </td>
    </tr>
  )
}

const TONE_ICONS: Readonly<Record<Tone, IconName>> = {
  good: 'current',
  busy: 'in-progress',
  bad: 'failed',
  plain: 'unknown',
}
