import type { PluginManifest } from '@argus/contracts/plugin-manifest'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import { isLoud, type Freshness } from '../../live/freshness.ts'
import type { Kind } from '../../live/kinds.ts'
import {
  kindKey,
  NO_OBJECTS,
  plus,
  total,
  type HealthCounts,
  type Tally,
} from '../../live/tally.ts'
import { count } from '../../live/words.ts'
import { pluralName } from '../../paths.ts'
import { Icon, isIconName } from '../../ui/icon.tsx'
import { HealthBar } from '../health.tsx'
import classes from './overview.module.css'

/** The kinds of each plugin and how their objects are. */
export function PluginTable({
  plugins,
  kinds,
  tally,
  told,
  scope,
}: PluginTableProps): ReactElement {
  const known = !isLoud(told)
  const countsOf = (kind: Kind) => tally.byKind.get(kindKey(kind)) ?? NO_OBJECTS
  const followed = plugins.filter(({ id }) => kinds.some(({ plugin }) => plugin?.id === id))
  const search = scope === undefined ? {} : { clusters: scope }
  return (
    <section className={classes['plugins']} aria-label="By plugin">
      <h2 className={classes['title']}>By plugin</h2>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">Plugin</th>
            <th aria-label="Share by health" />
            <th scope="col" className={classes['right']}>
              Failed
            </th>
            <th scope="col" className={classes['right']}>
              In progress
            </th>
            <th scope="col" className={classes['right']}>
              Objects
            </th>
          </tr>
        </thead>
        {followed.map(({ id, name }) => {
          const own = kinds.filter(({ plugin }) => plugin?.id === id)
          return (
            <tbody key={id}>
              <Line counts={own.map(countsOf).reduce(plus, NO_OBJECTS)} known={known}>
                <span className={classes['plugin']}>
                  <Icon name={isIconName(id) ? id : 'plugin'} />
                  {name}
                </span>
              </Line>
              {own.map((kind) => (
                <Line key={kindKey(kind)} counts={countsOf(kind)} known={known} minor>
                  <Link
                    className={classes['kind']}
                    to="/r/$group/$resource"
                    params={{ group: kind.group, resource: kind.resource }}
                    search={search}
                  >
                    {pluralName(kind.kind, kind.resource)}
                  </Link>
                </Line>
              ))}
            </tbody>
          )
        })}
      </table>
    </section>
  )
}

interface PluginTableProps {
  readonly plugins: readonly PluginManifest[]
  readonly kinds: readonly Kind[]
  readonly tally: Tally
  readonly told: Freshness
  readonly scope: string | undefined
}

function Line({ counts, known, minor = false, children }: LineProps): ReactElement {
  return (
    <tr data-minor={minor || undefined} data-known={known}>
      <th scope="row">{children}</th>
      <td className={classes['share']}>
        <HealthBar counts={counts} known={known} />
      </td>
      <td
        className={classes['right']}
        data-tone={known && counts.Failed > 0 ? 'failed' : undefined}
      >
        {count(counts.Failed)}
      </td>
      <td
        className={classes['right']}
        data-tone={known && counts.InProgress > 0 ? 'busy' : undefined}
      >
        {count(counts.InProgress)}
      </td>
      <td className={classes['right']}>{count(total(counts))}</td>
    </tr>
  )
}

interface LineProps {
  readonly counts: HealthCounts
  readonly known: boolean
  readonly minor?: boolean
  readonly children: ReactElement
}
