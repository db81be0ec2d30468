import { Button } from '@mantine/core'
import { useState, type ReactElement } from 'react'

import { NewToken } from './new-token.tsx'
import { RevokeAgent } from './revoke-agent.tsx'

/** Lets another agent in, or none any more. */
export function AgentActions({ cluster }: { readonly cluster: string }): ReactElement {
  const [open, setOpen] = useState<'none' | 'token' | 'revoke'>('none')
  const close = () => setOpen('none')
  return (
    <>
      <Button variant="default" onClick={() => setOpen('token')}>
        New registration token
      </Button>
      <Button variant="default" onClick={() => setOpen('revoke')}>
        Revoke the agent
      </Button>
      {open === 'token' && <NewToken cluster={cluster} onClose={close} />}
      {open === 'revoke' && <RevokeAgent cluster={cluster} onClose={close} />}
    </>
  )
}
