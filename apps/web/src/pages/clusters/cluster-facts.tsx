import type { ClusterAnswer } from '@argus/contracts/http/clusters'
import type { ReactElement, ReactNode } from 'react'

import { ClusterState } from '../../components/cluster-state.tsx'
import type { ClusterSummary } from '../../live/clusters.ts'
import { useSecond } from '../../live/second.ts'
import { plainText } from '../../live/words.ts'
import { When } from '../../components/when.tsx'
import classes from '../cluster.module.css'
import { AgentFacts } from './agent-facts.tsx'
import { Fact } from './fact.tsx'
import { Labels } from './labels.tsx'
import { SOURCES } from './source-words.ts'

/** A cluster at a glance: its name, its state and why, and how it is reached. */
export function ClusterFacts({ cluster, summary, action }: ClusterFactsProps): ReactElement {
  const { id, name, server, agent, credential, source, labels, createdAt } = cluster
  const now = useSecond()
  return (
    <>
      <header className={classes['head']}>
        <div>
          <h1 dir="auto">{plainText(name)}</h1>
          {summary !== undefined && (
            <ClusterState state={summary.state} since={summary.since} lag={summary.lag} now={now} />
          )}
          {summary !== undefined && summary.reason !== '' && (
            <p className={classes['why']} dir="auto">
              {plainText(summary.reason)}
            </p>
          )}
        </div>
        <div className={classes['actions']}>{action}</div>
      </header>
      <dl className={classes['facts']}>
        {name !== id && <Fact name="Id">{id}</Fact>}
        <Fact name="Version">{plainText(summary?.version ?? '–')}</Fact>
        {agent === undefined ? (
          <Fact name="Address">{plainText(server)}</Fact>
        ) : (
          <AgentFacts agent={agent} summary={summary} />
        )}
        <Fact name="Kinds live">
          {summary?.kindsLive === undefined
            ? '–'
            : `${summary.kindsLive} of ${summary.kindsFollowed}`}
        </Fact>
        <Fact name="Source">{SOURCES[source].name}</Fact>
        {agent === undefined && <Fact name="Credential">{CREDENTIALS[credential]}</Fact>}
        {createdAt !== null && (
          <Fact name="Added">
            <When at={createdAt} />
          </Fact>
        )}
        <Fact name="Labels">
          <Labels labels={labels} />
        </Fact>
      </dl>
    </>
  )
}

interface ClusterFactsProps {
  readonly cluster: ClusterAnswer
  readonly summary: ClusterSummary | undefined
  readonly action: ReactNode
}

const CREDENTIALS: Readonly<Record<ClusterAnswer['credential'], string>> = {
  none: 'none',
  token: 'a token, sealed',
  'client-certificate': 'a client certificate, sealed',
  elsewhere: 'kept where the cluster comes from',
}
