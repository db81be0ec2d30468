import type { ReactElement } from 'react'

import { plainText } from '../../live/words.ts'
import { Ago } from '../grid/ago.tsx'
import type { Condition } from './conditions.ts'
import classes from './object.module.css'

/** What the object says of itself, whole. */
export function ConditionTable({
  conditions,
}: {
  readonly conditions: readonly Condition[]
}): ReactElement {
  if (conditions.length === 0)
    return <p className={classes['nothing']}>This object tells no conditions.</p>
  return (
    <div className={classes['panel']}>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">Type</th>
            <th scope="col">Status</th>
            <th scope="col">Reason and message</th>
            <th scope="col">Since</th>
          </tr>
        </thead>
        <tbody>
          {conditions.map(({ type, status, reason, message, since, outdated }) => (
            <tr key={type}>
              <th scope="row">{plainText(type)}</th>
              <td className={classes['status']} data-status={status}>
                {plainText(status)}
              </td>
              <td>
                <span className={classes['reason']}>{plainText(reason)}</span>
                <span className={classes['message']} dir="auto">
                  {plainText(message)}
                </span>
                {outdated && (
                  <span className={classes['meta']}>Says nothing about the newest spec.</span>
                )}
              </td>
              <td className={classes['when']}>
                {since === undefined ? 'time not given' : <Ago at={since} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
