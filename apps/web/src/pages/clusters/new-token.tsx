import { agentsEndpoints, type AgentTokenAnswer } from '@argus/contracts/http/agents'
import { Button } from '@mantine/core'
import { useState, type ReactElement } from 'react'

import { Confirm } from '../calls/confirm.tsx'
import { Dialog } from '../calls/dialog.tsx'
import { useCalls } from '../calls/use-calls.ts'
import { InstallAgent } from './install-agent.tsx'

/** Says what a token does before it is made, then shows it this once. */
export function NewToken({ cluster, onClose }: NewTokenProps): ReactElement {
  const calls = useCalls()
  const [made, setMade] = useState<AgentTokenAnswer>()
  const make = async () => {
    const path = `/api/clusters/${encodeURIComponent(cluster)}/agent/tokens`
    const answer = agentsEndpoints.token.answers[201]
    setMade(await calls.ask({ path, method: 'POST', answer }))
  }
  if (made !== undefined)
    return (
      <Dialog title={`Start the agent of ${cluster}`}>
        <InstallAgent registration={made} again />
        <Button fullWidth mt={16} onClick={onClose}>
          I have it
        </Button>
      </Dialog>
    )
  return (
    <Confirm
      title={`New registration token of ${cluster}`}
      button="Make the token"
      failed="Not made"
      act={make}
      onClose={onClose}
    >
      <p>
        Until it is used nothing changes. Then the key of the agent that used it takes the place of
        the key that is good now: an agent that runs elsewhere is cut off within two seconds.
      </p>
    </Confirm>
  )
}

interface NewTokenProps {
  readonly cluster: string
  readonly onClose: () => void
}
