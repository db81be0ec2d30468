import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import type { KindHealth } from '../../live/plugin-health.ts'
import { kindKey } from '../../live/tally.ts'
import { pluralName } from '../../paths.ts'
import { Icon } from '../../ui/icon.tsx'
import { HealthCells, HealthHeads } from './health-cells.tsx'
import classes from './plugin.module.css'

/** The kinds of a plugin by health; each leads to its list. */
export function KindTable({ kinds, text, known, answered }: KindTableProps): ReactElement {
  return (
    <section className={classes['kinds']} aria-label="Kinds">
      <h2 className={classes['title']}>Kinds</h2>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <HealthHeads />
          </tr>
        </thead>
        <tbody>
          {kinds.map(({ resource: kind, counts, states }) => {
            const to = {
              to: '/r/$group/$resource',
              params: { group: kind.group, resource: kind.resource },
            } as const
            const refusing = [...states].filter(([, { state }]) => state === 'forbidden')
            return (
              <tr key={kindKey(kind)} data-known={known}>
                <th scope="row">
                  <Link {...to} search={{ clusters: text }}>
                    {pluralName(kind.kind, kind.resource)}
                  </Link>{' '}
                  <span className={classes['group']}>{kind.group}</span>
                  {refusing.length > 0 && (
                    <span
                      className={classes['forbidden']}
                      title={refusing.map(([cluster]) => cluster).join(', ')}
                    >
                      <Icon name="forbidden" size={13} label="Forbidden in" /> {refusing.length}
                    </span>
                  )}
                </th>
                <HealthCells
                  counts={counts}
                  known={known}
                  answered={answered}
                  link={(health, number) => (
                    <Link
                      {...to}
                      search={{ clusters: text, health }}
                      aria-label={`${number} ${pluralName(kind.kind, kind.resource)}, ${health === 'InProgress' ? 'in progress' : health.toLowerCase()}`}
                    >
                      {number}
                    </Link>
                  )}
                />
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

interface KindTableProps {
  readonly kinds: readonly KindHealth[]
  readonly text: string | undefined
  readonly known: boolean
  readonly answered: boolean
}
