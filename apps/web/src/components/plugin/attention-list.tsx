import type { PluginResource } from '@argus/contracts/plugin-manifest'
import type { Attention } from '@argus/contracts/plugin-summary'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import { attentionOf } from '../../live/attention.ts'
import { attentionFilter } from '../../live/bucket-filter.ts'
import type { CountedObject } from '../../live/bucketing.ts'
import { shownState, type Freshness } from '../../live/freshness.ts'
import type { ResourceState } from '../../live/resource-store.ts'
import { nameOf, namespaceOf } from '../../live/row-compare.ts'
import { useSecond } from '../../live/second.ts'
import { count, plainText } from '../../live/words.ts'
import { writeOpen } from '../../search.ts'
import { Icon } from '../../ui/icon.tsx'
import { StateSign } from '../cluster-state.tsx'
import { Ago } from '../grid/ago.tsx'
import { HealthLabel } from '../health.tsx'
import classes from './plugin.module.css'

/** The objects that the manifest wants a person to see. */
export function AttentionList(props: AttentionListProps): ReactElement | null {
  const { attention, objects, state, kinds, text, told } = props
  const now = useSecond()
  const { where, of, columns = [] } = attention
  const found = attentionOf(where, objects, now)
  const kind = kinds.find(({ group, resource }) => group === of.group && resource === of.resource)
  if (kind === undefined) return null
  const to = { to: '/r/$group/$resource', params: of } as const
  const filter = attentionFilter(where, { kind, now })
  return (
    <section className={classes['attention']} aria-label={plainText(attention.title)}>
      <h2 className={classes['title']}>
        <span dir="auto">{plainText(attention.title)}</span>
        <span className={classes['meta']} dir="auto">
          {plainText(attention.hint)}
        </span>
        {found.length > 0 && (
          <Link
            {...to}
            search={{ clusters: text, ...filter }}
            preload={false}
            className={classes['more']}
          >
            Open all {count(found.length)} in explorer <Icon name="arrow-right" size={14} />
          </Link>
        )}
      </h2>
      {found.length === 0 ? (
        <p className={classes['nothing']}>
          {state?.answered === true ? 'There is none now.' : 'Reading the objects'}
        </p>
      ) : (
        <table className={classes['table']}>
          <thead>
            <tr>
              <th scope="col">Health</th>
              <th scope="col">{kind.kind}</th>
              {kind.namespaced && <th scope="col">Namespace</th>}
              <th scope="col">Cluster</th>
              {columns.map((column) => (
                <th key={column} scope="col" dir="auto">
                  {plainText(column)}
                </th>
              ))}
              <th scope="col">Reason</th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, MOST_SHOWN).map(({ row, cell }) => {
              const status = state?.clusters.get(row.cluster)?.status ?? { state: 'live' }
              const shown = shownState(status, told)
              const open = writeOpen({
                cluster: row.cluster,
                namespace: namespaceOf(row),
                name: nameOf(row),
              })
              return (
                <tr key={row.id} data-known={shown === 'live'}>
                  <td>
                    <HealthLabel health={row.item.health} known={shown === 'live'} />
                  </td>
                  <th scope="row">
                    <Link {...to} search={{ clusters: text, open }} preload={false}>
                      <span dir="auto">{plainText(nameOf(row))}</span>
                    </Link>
                  </th>
                  {kind.namespaced && <td>{plainText(namespaceOf(row))}</td>}
                  <td>
                    <span className={classes['where']} data-state={shown}>
                      {shown !== 'live' && <StateSign state={shown} />}
                      {row.cluster}
                    </span>
                  </td>
                  {columns.map((column) => (
                    <td key={column} className={classes['cut']}>
                      <Value value={cell(column)} column={column} objects={state} />
                    </td>
                  ))}
                  <td className={classes['cut']} title={row.item.reason} dir="auto">
                    {plainText(row.item.reason)}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
      {found.length > MOST_SHOWN && (
        <p className={classes['note']}>{count(found.length - MOST_SHOWN)} more in the explorer.</p>
      )}
    </section>
  )
}

interface AttentionListProps {
  readonly attention: Attention
  readonly objects: readonly CountedObject[]
  readonly state: ResourceState | undefined
  readonly kinds: readonly PluginResource[]
  readonly text: string | undefined
  readonly told: Freshness
}

/** A cell as its column says: a moment as what is left or gone by, the rest as text. */
function Value({
  value,
  column,
  objects,
}: {
  readonly value: ReturnType<CountedObject['cell']>
  readonly column: string
  readonly objects: ResourceState | undefined
}): ReactElement | null {
  if (value === undefined || value === null) return null
  const isMoment = [...(objects?.clusters.values() ?? [])].some(({ shape }) =>
    shape.columns.some(({ name, type }) => name === column && type === 'date'),
  )
  if (isMoment && typeof value === 'number') return <Ago at={value} word=" ago" />
  return <span dir="auto">{plainText(String(value))}</span>
}

const MOST_SHOWN = 20
