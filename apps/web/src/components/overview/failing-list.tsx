import { Link } from '@tanstack/react-router'
import type { KeyboardEvent, ReactElement } from 'react'

import type { ClusterSummary } from '../../live/clusters.ts'
import { nameOf, namespaceOf } from '../../live/row-compare.ts'
import { timeNow } from '../../live/second.ts'
import { failedAt, type Failing } from '../../live/tally.ts'
import { clockTime } from '../../live/times.ts'
import { count, counted, plainText } from '../../live/words.ts'
import { writeOpen } from '../../search.ts'
import { Icon } from '../../ui/icon.tsx'
import { StateSign } from '../cluster-state.tsx'
import { Ago } from '../grid/ago.tsx'
import classes from './overview.module.css'

/** What broke last, over all kinds and clusters. */
export function FailingList({
  failing,
  answered,
  clusters,
  scope,
}: FailingListProps): ReactElement {
  const shown = failing.slice(0, MOST_SHOWN)
  return (
    <section className={classes['failing']} aria-label="Failing now">
      <h2 className={classes['title']}>
        Failing now
        {failing.length > 0 && <span className={classes['alarm']}>{count(failing.length)}</span>}
        {failing.length > 0 && <span className={classes['meta']}>newest first</span>}
        <Link className={classes['more']} to="/explore" search={{ clusters: scope }}>
          Open in explorer <Icon name="arrow-right" size={14} />
        </Link>
      </h2>
      {shown.length === 0 ? (
        <p className={classes['nothing']}>{answered ? calm(clusters) : 'Reading the objects'}</p>
      ) : (
        <ul className={classes['entries']}>
          {shown.map((entry) => (
            <FailingLine
              key={`${entry.kind.group}/${entry.kind.resource}/${entry.row.id}`}
              entry={entry}
              cluster={clusters.find(({ id }) => id === entry.row.cluster)}
              scope={scope}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

interface FailingListProps {
  readonly failing: readonly Failing[]
  readonly answered: boolean
  readonly clusters: readonly ClusterSummary[]
  readonly scope: string | undefined
}

function FailingLine({ entry: { kind, row }, cluster, scope }: FailingLineProps): ReactElement {
  const state = cluster?.state ?? 'live'
  const namespace = namespaceOf(row)
  const open = writeOpen({ cluster: row.cluster, namespace, name: nameOf(row) })
  return (
    <li>
      <Link
        className={classes['entry']}
        data-known={state === 'live'}
        to="/r/$group/$resource"
        params={{ group: kind.group, resource: kind.resource }}
        search={{ open, health: 'Failed', clusters: scope }}
        preload={false}
        onKeyDown={walk}
      >
        <Ago at={failedAt(row)} />
        <span className={classes['sign']}>
          <Icon name="failed" label="Failed" />
        </span>
        <span className={classes['object']}>
          <strong dir="auto">{plainText(nameOf(row))}</strong>
          <span>
            {kind.kind}
            {namespace !== '' && (
              <>
                {' · '}
                <bdi>{plainText(namespace)}</bdi>
              </>
            )}
          </span>
        </span>
        <span className={classes['where']} data-state={state}>
          {state !== 'live' && <StateSign state={state} />}
          {row.cluster}
        </span>
        <span className={classes['cause']} title={plainText(row.item.reason)} dir="auto">
          {plainText(row.item.reason)}
        </span>
      </Link>
    </li>
  )
}

interface FailingLineProps {
  readonly entry: Failing
  readonly cluster: ClusterSummary | undefined
  readonly scope: string | undefined
}

/** J and K, or the arrows, walk the links. */
function walk(event: KeyboardEvent<HTMLAnchorElement>): void {
  const by = STEPS[event.key]
  const links = [...(event.currentTarget.closest('ul')?.querySelectorAll('a') ?? [])]
  const from = links.indexOf(event.currentTarget)
  const next = by === undefined ? undefined : links[from + by]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}

const STEPS: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }

/** Good news in honest terms: only of clusters that can be seen. */
function calm(clusters: readonly ClusterSummary[]): string {
  const live = clusters.filter(({ state }) => state === 'live').length
  const where =
    live === clusters.length
      ? `in ${counted(live, 'cluster')}`
      : `in the ${live} of ${clusters.length} clusters that are live`
  return `Nothing is failing ${where}, as of ${clockTime(timeNow())}.`
}

const MOST_SHOWN = 20
