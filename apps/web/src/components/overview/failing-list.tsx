import { Link, useNavigate } from '@tanstack/react-router'
import { useState, type KeyboardEvent, type ReactElement } from 'react'

import type { ClusterSummary } from '../../live/clusters.ts'
import { nameOf, namespaceOf } from '../../live/row-compare.ts'
import { failedAt, type Failing } from '../../live/tally.ts'
import { clockTime, count, counted, plainText } from '../../live/words.ts'
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
  const navigate = useNavigate()
  const [active, setActive] = useState(0)
  const shown = failing.slice(0, MOST_SHOWN)
  const open = ({ kind, row }: Failing) => {
    const object = writeOpen({
      cluster: row.cluster,
      namespace: namespaceOf(row),
      name: nameOf(row),
    })
    const search = {
      open: object,
      health: 'Failed',
      ...(scope !== undefined && { clusters: scope }),
    }
    return navigate({
      to: '/r/$group/$resource',
      params: { group: kind.group, resource: kind.resource },
      search,
    })
  }
  const onKey = (event: KeyboardEvent) => {
    const entry = shown[active]
    if (event.key === 'Enter' && entry !== undefined) void open(entry)
    else if (['j', 'ArrowDown'].includes(event.key))
      setActive(Math.min(shown.length - 1, active + 1))
    else if (['k', 'ArrowUp'].includes(event.key)) setActive(Math.max(0, active - 1))
    else return
    event.preventDefault()
  }
  return (
    <section className={classes['failing']} aria-label="Failing now">
      <h2 className={classes['title']}>
        Failing now
        {failing.length > 0 && <span className={classes['alarm']}>{count(failing.length)}</span>}
        {failing.length > 0 && <span className={classes['meta']}>newest first</span>}
        <Link
          className={classes['more']}
          to="/explore"
          search={scope === undefined ? {} : { clusters: scope }}
        >
          Open in explorer <Icon name="arrow-right" size={14} />
        </Link>
      </h2>
      {shown.length === 0 ? (
        <p className={classes['nothing']}>{answered ? calm(clusters) : 'Reading the objects'}</p>
      ) : (
        <div
          role="listbox"
          tabIndex={0}
          aria-label="Failing objects"
          aria-activedescendant={`failing-${active}`}
          onKeyDown={onKey}
        >
          {shown.map((entry, index) => (
            <FailingLine
              key={`${entry.kind.group}/${entry.kind.resource}/${entry.row.id}`}
              entry={entry}
              index={index}
              active={index === active}
              cluster={clusters.find(({ id }) => id === entry.row.cluster)}
              onOpen={() => void open(entry)}
            />
          ))}
        </div>
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

function FailingLine({
  entry: { kind, row },
  index,
  active,
  cluster,
  onOpen,
}: FailingLineProps): ReactElement {
  const state = cluster?.state ?? 'live'
  const namespace = namespaceOf(row)
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the list box around it takes the keys
    <div
      role="option"
      tabIndex={-1}
      id={`failing-${index}`}
      aria-selected={active}
      className={classes['entry']}
      data-known={state === 'live'}
      onClick={onOpen}
    >
      <Ago at={failedAt(row)} />
      <span className={classes['sign']}>
        <Icon name="failed" label="Failed" />
      </span>
      <span className={classes['object']}>
        <strong>{plainText(nameOf(row))}</strong>
        <span>
          {kind.kind}
          {namespace !== '' && ` · ${namespace}`}
        </span>
      </span>
      <span className={classes['where']} data-state={state}>
        {state !== 'live' && <StateSign state={state} />}
        {row.cluster}
      </span>
      <span className={classes['cause']} title={row.item.reason} dir="auto">
        {plainText(row.item.reason)}
      </span>
    </div>
  )
}

interface FailingLineProps {
  readonly entry: Failing
  readonly index: number
  readonly active: boolean
  readonly cluster: ClusterSummary | undefined
  readonly onOpen: () => void
}

/** Good news in honest terms: only of clusters that can be seen. */
function calm(clusters: readonly ClusterSummary[]): string {
  const live = clusters.filter(({ state }) => state === 'live').length
  const where =
    live === clusters.length
      ? `in ${counted(live, 'cluster')}`
      : `in the ${live} of ${clusters.length} clusters that are live`
  return `Nothing is failing ${where}, as of ${clockTime(Date.now())}.`
}

const MOST_SHOWN = 20
