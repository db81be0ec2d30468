import { Link } from '@tanstack/react-router'
import { useState, type ReactElement } from 'react'

import type { ClusterSummary } from '../../live/clusters.ts'
import type { Kind } from '../../live/kinds.ts'
import { perSecond } from '../../live/rate.ts'
import { useSecond } from '../../live/second.ts'
import { NO_OBJECTS, total } from '../../live/tally.ts'
import type { Overview } from '../../live/use-tally.ts'
import { count, rateWord } from '../../live/words.ts'
import { Icon } from '../../ui/icon.tsx'
import { ClusterState } from '../cluster-state.tsx'
import { HealthBar, HealthCount } from '../health.tsx'
import { Sparkline } from '../sparkline.tsx'
import classes from './overview.module.css'

/** Every cluster: its state, what is followed there, how its objects are, how busy it is. */
export function ClusterTable({
  clusters,
  answered,
  overview,
  kinds,
}: ClusterTableProps): ReactElement {
  const now = useSecond()
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const shown = clusters.filter(({ id }) => id.toLowerCase().includes(wanted))
  return (
    <section aria-label="Clusters" className={classes['clusters']}>
      {clusters.length > MANY && (
        <div className={classes['find']}>
          <input
            type="search"
            aria-label="Filter clusters"
            placeholder="Filter clusters"
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
          <span className={classes['meta']}>
            {shown.length} of {clusters.length}
          </span>
        </div>
      )}
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">Cluster</th>
            <th scope="col">State</th>
            <th scope="col">Version</th>
            <th scope="col">Kinds live</th>
            <th scope="col">Objects by health</th>
            <th scope="col" className={classes['right']}>
              Changes per second, last 15 min
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((cluster) => (
            <ClusterLine
              key={cluster.id}
              cluster={cluster}
              overview={overview}
              forbidden={
                kinds.filter(({ states }) => states.get(cluster.id) === 'forbidden').length
              }
              now={now}
            />
          ))}
        </tbody>
      </table>
      {clusters.length === 0 && (
        <p className={classes['nothing']}>
          {answered
            ? 'No cluster is shown to you. Ask an administrator for a role in one, or start Argus with a kubeconfig that has a context.'
            : 'Reading the clusters'}
        </p>
      )}
    </section>
  )
}

interface ClusterTableProps {
  readonly clusters: readonly ClusterSummary[]
  readonly answered: boolean
  readonly overview: Overview
  readonly kinds: readonly Kind[]
}

/** From here on one looks for a cluster by its name. */
const MANY = 12

function ClusterLine({ cluster, overview, forbidden, now }: ClusterLineProps): ReactElement {
  const { id, state, since, lag, reason, version, kindsLive, kindsFollowed } = cluster
  const counts = overview.tally.byCluster.get(id) ?? NO_OBJECTS
  const live = state === 'live'
  const rate = overview.rateOf(id, now)
  return (
    <tr data-known={live}>
      <th scope="row">
        <Link to="/explore" search={{ clusters: id }}>
          {id}
        </Link>
      </th>
      <td title={reason}>
        <ClusterState state={state} since={since} lag={overview.lags.get(id) ?? lag} now={now} />
        {reason !== '' && <span className={classes['reason']}>{reason}</span>}
      </td>
      <td>{version ?? '–'}</td>
      <td className="number">
        {kindsLive === undefined ? '–' : `${kindsLive} of ${kindsFollowed}`}
        {forbidden > 0 && (
          <span className={classes['forbidden']}>
            <Icon name="forbidden" size={13} /> {forbidden} forbidden
          </span>
        )}
      </td>
      <td>
        <span className={classes['health']}>
          <HealthBar counts={counts} known={live} />
          <b className="number">
            {overview.answered || total(counts) > 0 ? count(total(counts)) : '–'}
          </b>
          <span className={classes['troubles']}>
            {(['Failed', 'InProgress', 'Terminating', 'Unknown'] as const).map(
              (health) =>
                counts[health] > 0 && (
                  <HealthCount key={health} health={health} known={live} value={counts[health]} />
                ),
            )}
          </span>
        </span>
      </td>
      <td>
        <span className={classes['rate']}>
          <Sparkline rate={rate} label={`Changes per second in ${id}`} />
          <b className="number">{live ? rateWord(perSecond(rate, now)) : '–'}</b>
        </span>
      </td>
    </tr>
  )
}

interface ClusterLineProps {
  readonly cluster: ClusterSummary
  readonly overview: Overview
  /** Kinds that the cluster does not let Argus list. */
  readonly forbidden: number
  readonly now: number
}
