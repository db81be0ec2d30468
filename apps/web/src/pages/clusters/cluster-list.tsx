import type { ClusterFinding } from '@argus/contracts/cluster-diagnosis'
import type { ClustersAnswer } from '@argus/contracts/http/clusters'
import type { UseQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState, type ReactElement, type ReactNode } from 'react'

import { ClusterState } from '../../components/cluster-state.tsx'
import { accountFindings, ACCOUNTS } from '../../live/accounts.ts'
import type { ClusterSummary } from '../../live/clusters.ts'
import { useResource, useTopicStore } from '../../live/live-context.tsx'
import { useSecond } from '../../live/second.ts'
import { plainText } from '../../live/words.ts'
import { callWords } from '../calls/call-words.ts'
import { Failure } from '../calls/failure.tsx'
import { ApiError } from '../../session/api-error.ts'
import { AccountWords } from './account-words.tsx'
import { Labels } from './labels.tsx'
import { SOURCES } from './source-words.ts'
import classes from '../clusters.module.css'

type Listed = ClustersAnswer['clusters'][number]

/** Every cluster in a line: its state and why, what is followed there, where it comes from, and what its account may do. */
export function ClusterList({ clusters, answered, query, action }: ClusterListProps): ReactElement {
  const now = useSecond()
  const accounts = useResource(useTopicStore(ACCOUNTS))
  const findings = useMemo(() => accountFindings(accounts), [accounts])
  const [text, setText] = useState('')
  const listed = new Map(query.data?.clusters.map((one) => [one.id, one]))
  const shown = clusters.filter(({ id }) => matches(text, id, listed.get(id)))
  return (
    <>
      <div className={classes['bar']}>
        <input
          type="search"
          aria-label="Filter by name or label"
          placeholder="Filter by name or label"
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        {text !== '' && (
          <span className={classes['meta']} role="status">
            {shown.length} of {clusters.length}
          </span>
        )}
        <span className={classes['space']} />
        {action}
      </div>
      {query.error instanceof ApiError && (
        <div className={classes['notice']}>
          <Failure>{callWords('Names, labels and sources are not shown', query.error)}</Failure>
        </div>
      )}
      <div className={classes['scroll']}>
        <table className={classes['table']} data-cards>
          <thead>
            <tr>
              {HEADS.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((cluster) => (
              <Line
                key={cluster.id}
                cluster={cluster}
                listed={listed.get(cluster.id)}
                findings={findings.get(cluster.id)}
                now={now}
              />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <p className={classes['nothing']}>{emptyWords(answered, text)}</p>}
      </div>
    </>
  )
}

interface ClusterListProps {
  readonly clusters: readonly ClusterSummary[]
  readonly answered: boolean
  readonly query: UseQueryResult<ClustersAnswer>
  readonly action: ReactNode
}

const HEADS = ['Cluster', 'State', 'Version', 'Kinds live', 'Account', 'Source', 'Labels'] as const

function Line({ cluster, listed, findings, now }: LineProps): ReactElement {
  const { id, state, since, lag, reason, version, kindsLive, kindsFollowed } = cluster
  return (
    <tr data-known={state === 'live'}>
      <th scope="row">
        <Link to="/clusters/$cluster" params={{ cluster: id }}>
          {id}
        </Link>
        {listed !== undefined && listed.name !== id && (
          <span className={classes['reason']} dir="auto">
            {plainText(listed.name)}
          </span>
        )}
      </th>
      <td title={plainText(reason)}>
        <ClusterState state={state} since={since} lag={lag} now={now} />
        {reason !== '' && (
          <span className={classes['reason']} dir="auto">
            {plainText(reason)}
          </span>
        )}
      </td>
      <td dir="auto">{plainText(version ?? '–')}</td>
      <td className="number">
        {kindsLive === undefined ? '–' : `${kindsLive} of ${kindsFollowed}`}
      </td>
      <td>
        <AccountWords findings={findings} />
      </td>
      <td>
        {listed === undefined ? '–' : SOURCES[listed.source].name}
        {listed?.agent !== undefined && (
          <span className={classes['reason']}>
            {listed.agent.connected ? 'Agent connected' : 'Agent not connected'}
          </span>
        )}
      </td>
      <td>
        <Labels labels={listed?.labels ?? {}} />
      </td>
    </tr>
  )
}

interface LineProps {
  readonly cluster: ClusterSummary
  readonly listed: Listed | undefined
  readonly findings: readonly ClusterFinding[] | undefined
  readonly now: number
}

function matches(text: string, id: string, listed: Listed | undefined): boolean {
  const labels = Object.entries(listed?.labels ?? {}).map(([key, value]) => `${key}=${value}`)
  const all = [id, listed?.name ?? '', ...labels].join(' ').toLowerCase()
  return all.includes(text.trim().toLowerCase())
}

function emptyWords(answered: boolean, text: string): string {
  if (!answered) return 'Reading the clusters'
  return text === ''
    ? 'There is no cluster yet. Add one, or name one in the kubeconfig file of the watcher.'
    : 'No cluster has this in its name or labels. Clear the filter to see all.'
}
