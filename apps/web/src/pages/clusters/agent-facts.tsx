import type { ClusterAnswer } from '@argus/contracts/http/clusters'
import type { ReactElement } from 'react'

import type { ClusterSummary } from '../../live/clusters.ts'
import { useSecond } from '../../live/second.ts'
import { wholeMoment } from '../../live/times.ts'
import { duration, plainText, seconds } from '../../live/words.ts'
import { Icon } from '../../ui/icon.tsx'
import { Fact } from './fact.tsx'
import classes from './agent.module.css'

type AgentAnswer = NonNullable<ClusterAnswer['agent']>

/** How it stands with the agent of a cluster: there or not and since when, which version, how far behind. */
export function AgentFacts({ agent, summary }: AgentFactsProps): ReactElement {
  const { connected, version, lag } = agent
  return (
    <>
      <Fact name="Agent">
        <Connection connected={connected} since={sinceOf(agent, summary)} />
      </Fact>
      <Fact name="Agent version">{plainText(version ?? '–')}</Fact>
      <Fact name="Behind the cluster">{lag === null ? '–' : seconds(lag)}</Fact>
    </>
  )
}

interface AgentFactsProps {
  readonly agent: AgentAnswer
  readonly summary: ClusterSummary | undefined
}

function Connection({ connected, since }: ConnectionProps): ReactElement {
  const now = useSecond()
  const word = connected ? 'Connected' : 'Not connected'
  return (
    <span className={classes['connection']} data-connected={connected}>
      <Icon name={connected ? 'check' : 'unreachable'} size={15} />
      {since === undefined ? (
        word
      ) : (
        <time dateTime={new Date(since).toISOString()} title={`Since ${wholeMoment(since, now)}`}>
          {word} for {duration(now - since)}
        </time>
      )}
    </span>
  )
}

interface ConnectionProps {
  readonly connected: boolean
  readonly since: number | undefined
}

/** A line that ended a while ago is forgotten; what came of that is the state of the cluster. */
function sinceOf(
  { connected, since }: AgentAnswer,
  summary: ClusterSummary | undefined,
): number | undefined {
  if (since !== null) return Date.parse(since)
  return !connected && summary?.state === 'unreachable' ? summary.since : undefined
}
