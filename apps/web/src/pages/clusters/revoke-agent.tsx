import { useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'

import { Confirm } from '../calls/confirm.tsx'
import { useCalls } from '../calls/use-calls.ts'
import classes from '../cluster.module.css'

/** Says what ends with the right of an agent before it is taken. */
export function RevokeAgent({ cluster, onClose }: RevokeAgentProps): ReactElement {
  const calls = useCalls()
  const queries = useQueryClient()
  const act = async () => {
    await calls.tell({
      path: `/api/clusters/${encodeURIComponent(cluster)}/agent`,
      method: 'DELETE',
    })
    onClose()
    await queries.invalidateQueries({ queryKey: ['cluster', cluster] })
  }
  return (
    <Confirm
      title={`Revoke the agent of ${cluster}`}
      button="Revoke the agent"
      failed="Not revoked"
      act={act}
      onClose={onClose}
    >
      <ul className={classes['lost']}>
        <li>Its line ends within two seconds, and its key opens no other.</li>
        <li>Tokens that were made for it and not used are good no more.</li>
        <li>What it has sent stays to be read, and is told to be old.</li>
      </ul>
      <p className={classes['why']}>
        In the cluster it goes on running, and is refused. Take it away there with{' '}
        <code>helm uninstall argus-agent --namespace argus-agent</code>, or let it in again with a
        new registration token.
      </p>
    </Confirm>
  )
}

interface RevokeAgentProps {
  readonly cluster: string
  readonly onClose: () => void
}
