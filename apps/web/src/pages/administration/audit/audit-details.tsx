import type { AuditLogEntry } from '@argus/contracts/http/audit-log'
import { Button } from '@mantine/core'
import type { ReactElement } from 'react'

import { fullTime } from '../../../live/times.ts'
import { plainText } from '../../../live/words.ts'
import type { AuditSearch } from './audit-query.ts'
import classes from './audit.module.css'

/** All that is known of an entry, and what else to look for. */
export function AuditDetails({ entry, onFilter }: AuditDetailsProps): ReactElement {
  const { id, at, actor, resource, target, cluster, sessionId, ip, requestId, details } = entry
  const known: readonly (readonly [string, string | null])[] = [
    ['Entry', `${id}`],
    ['When', fullTime(Date.parse(at))],
    ['Who', actor === null ? null : `${actor.email ?? ''} ${actor.id}`.trim()],
    ['From', ip],
    ['Session', sessionId],
    ['Request', requestId],
    ['About', [resource, target].filter((part) => part !== null).join(' ')],
    ['Cluster', cluster],
  ]
  const filters: readonly (readonly [string, AuditSearch])[] = [
    ...(actor === null ? [] : [['Only this account', { actor: actor.id }] as const]),
    ...(target === null ? [] : [['Only this target', { target }] as const]),
    ...(requestId === null ? [] : [['Only this request', { request: requestId }] as const]),
  ]
  return (
    <div className={classes['details']}>
      <dl>
        {known
          .filter(([, value]) => value !== null && value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{plainText(value ?? '')}</dd>
            </div>
          ))}
      </dl>
      {Object.keys(details).length > 0 && (
        <pre dir="auto">{plainText(JSON.stringify(details, null, 2))}</pre>
      )}
      <div className={classes['only']}>
        {filters.map(([label, filter]) => (
          <Button key={label} variant="default" size="compact-sm" onClick={() => onFilter(filter)}>
            {label}
          </Button>
        ))}
      </div>
    </div>
  )
}

interface AuditDetailsProps {
  readonly entry: AuditLogEntry
  readonly onFilter: (part: AuditSearch) => void
}
