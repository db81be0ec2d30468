import type { AuditLogEntry } from '@argus/contracts/http/audit-log'
import { UnstyledButton } from '@mantine/core'
import { useState, type ReactElement } from 'react'

import { dayTime, fullTime } from '../../../live/times.ts'
import { plainText } from '../../../live/words.ts'
import { Icon, type IconName } from '../../../ui/icon.tsx'
import { AuditDetails } from './audit-details.tsx'
import type { AuditSearch } from './audit-query.ts'
import classes from './audit.module.css'

/** A line an entry; its time opens what else is known of it. */
export function AuditTable({ entries, onFilter }: AuditTableProps): ReactElement {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set())
  if (entries.length === 0)
    return <p className={classes['note']}>Nothing that these filters leave has happened.</p>
  return (
    <table className={classes['table']}>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">Action</th>
          <th scope="col">Target</th>
          <th scope="col">Outcome</th>
          <th scope="col">Request</th>
        </tr>
      </thead>
      {entries.map((entry) => (
        <Line
          key={entry.id}
          entry={entry}
          isOpen={open.has(entry.id)}
          onOpen={() => setOpen(open.symmetricDifference(new Set([entry.id])))}
          onFilter={onFilter}
        />
      ))}
    </table>
  )
}

interface AuditTableProps {
  readonly entries: readonly AuditLogEntry[]
  readonly onFilter: (part: AuditSearch) => void
}

function Line({ entry, isOpen, onOpen, onFilter }: LineProps): ReactElement {
  const { at, actor, action, resource, target, cluster, outcome, requestId } = entry
  const place = cluster === null ? '' : ` in ${cluster}`
  return (
    <tbody data-open={isOpen || undefined}>
      <tr>
        <th scope="row">
          <UnstyledButton
            className={classes['when'] ?? ''}
            aria-expanded={isOpen}
            title={fullTime(Date.parse(at))}
            onClick={onOpen}
          >
            <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={14} />
            <time dateTime={at} className="number">
              {dayTime(Date.parse(at))}
            </time>
          </UnstyledButton>
        </th>
        <td dir="auto">{plainText(actor?.email ?? actor?.id ?? 'Argus itself')}</td>
        <td>
          <code dir="auto">{plainText(action)}</code>
        </td>
        <td dir="auto">{plainText(`${targetName(entry) ?? target ?? resource}${place}`)}</td>
        <td>
          <span className={classes['outcome']} data-outcome={outcome}>
            <Icon name={OUTCOME_ICONS[outcome]} size={14} />
            {outcome}
          </span>
        </td>
        <td>
          <code dir="auto">{plainText(requestId?.slice(0, 8) ?? '–')}</code>
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={6} className={classes['opened']}>
            <AuditDetails entry={entry} onFilter={onFilter} />
          </td>
        </tr>
      )}
    </tbody>
  )
}

interface LineProps {
  readonly entry: AuditLogEntry
  readonly isOpen: boolean
  readonly onOpen: () => void
  readonly onFilter: (part: AuditSearch) => void
}

/** Ids say little: where history kept the name, that is shown. */
function targetName({ details }: AuditLogEntry): string | undefined {
  const named = [details['name'], details['role'], details['email']]
  return named.find((name) => typeof name === 'string')
}

const OUTCOME_ICONS: Readonly<Record<AuditLogEntry['outcome'], IconName>> = {
  ok: 'current',
  refused: 'forbidden',
  failed: 'failed',
}
