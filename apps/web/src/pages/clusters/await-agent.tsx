import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import { ApiError } from '../../session/api-error.ts'
import { useSecond } from '../../live/second.ts'
import { plainText } from '../../live/words.ts'
import { Icon } from '../../ui/icon.tsx'
import { callWords } from '../calls/call-words.ts'
import { Failure } from '../calls/failure.tsx'
import { LeaveGuard } from '../calls/leave-guard.tsx'
import type { AwaitedCluster } from './by-agent.tsx'
import { InstallAgent } from './install-agent.tsx'
import { useClusterAnswer } from './use-cluster-answer.ts'
import classes from './agent.module.css'

/** What to run in the cluster that was just added, and whether its agent is there yet: told without being asked. */
export function AwaitAgent({ id, name, registration }: AwaitedCluster): ReactElement {
  const query = useClusterAnswer(id, LOOK_AGAIN_MS)
  const now = useSecond()
  const agent = query.data?.agent
  const connected = agent?.connected === true
  const isLate = !connected && now > Date.parse(registration.expiresAt)
  return (
    <section className={classes['await']} aria-label="Start the agent">
      <h1 dir="auto">
        {plainText(name)} {connected ? 'has its agent' : 'is added, and waits for its agent'}
      </h1>
      {!connected && <InstallAgent registration={registration} again={false} />}
      <div className={classes['sign']} data-connected={connected}>
        <Icon name={connected ? 'check' : isLate ? 'failed' : 'syncing'} size={18} />
        <div>
          <p role="status">
            <strong>
              {connected ? connectedWords(agent.version) : isLate ? LATE : 'Waiting for the agent…'}
            </strong>
          </p>
          <p>
            {connected
              ? 'It is reading the cluster; the lists fill by themselves.'
              : 'This page says when it is there. If it does not come, its Pod in the namespace argus-agent says in its log what it meets.'}
          </p>
        </div>
        <Link to="/clusters/$cluster" params={{ cluster: id }} className={classes['onward']}>
          Open the cluster
        </Link>
      </div>
      {query.error instanceof ApiError && (
        <Failure>{callWords('Argus cannot tell whether the agent is there', query.error)}</Failure>
      )}
      <LeaveGuard
        active={!connected}
        title="Leave before the agent is there"
        leave="Leave this page"
      >
        The token is not shown again. Where the command was run, the agent comes without this page.
        Where it was not, make another token on the page of the cluster.
      </LeaveGuard>
    </section>
  )
}

const LATE = 'The token has expired. Make another one on the page of the cluster.'

function connectedWords(version: string | null): string {
  return version === null ? 'Connected' : `Connected, version ${plainText(version)}`
}

/** Whoever waits for it looks at it. */
const LOOK_AGAIN_MS = 1_000
