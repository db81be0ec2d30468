import { createdAnswerSchema, type ClusterBody } from '@argus/contracts/http/clusters'
import type { AgentTokenAnswer } from '@argus/contracts/http/agents'
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'

import { Failure } from '../calls/failure.tsx'
import { useAction } from '../calls/use-action.ts'
import { useCalls } from '../calls/use-calls.ts'
import { idOf, readLabels } from './cluster-name.ts'
import { NameFields } from './name-fields.tsx'
import classes from '../new-cluster.module.css'

/** A cluster that waits for its agent, with the token for it, which is nowhere else. */
export interface AwaitedCluster {
  readonly id: string
  readonly name: string
  readonly registration: AgentTokenAnswer
}

/** A cluster that cannot be reached from here: it is named, and its agent registers with what comes of that. */
export function ByAgent({ onAdded }: ByAgentProps): ReactElement {
  const calls = useCalls()
  const queries = useQueryClient()
  const adding = useAction('Not added')
  const [typed, setTyped] = useState({ name: '', labels: '' })
  const [tried, setTried] = useState(false)
  const id = idOf(typed.name)
  const labels = readLabels(typed.labels)
  const add = () => {
    setTried(true)
    adding.run(async () => {
      if (id === '' || labels.type === 'refused') return
      const name = typed.name.trim()
      const body: ClusterBody = { id, name, labels: labels.labels, agent: true }
      const { registration } = await calls.ask({
        path: '/api/clusters',
        method: 'POST',
        body,
        answer: WITH_TOKEN,
      })
      await queries.invalidateQueries({ queryKey: ['clusters'] })
      onAdded({ id, name, registration })
    })
  }
  return (
    <div className={classes['halves']}>
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault()
          add()
        }}
      >
        <div className={classes['fields']}>
          <NameFields typed={typed} tried={tried} onChange={setTyped} />
        </div>
        <Failure>{adding.failure}</Failure>
        <div>
          <Button type="submit">Add the cluster</Button>
        </div>
        <p className={classes['meta']}>
          Next comes one command that starts the agent, and this page says when it is there.
        </p>
      </form>
      <aside className={classes['panel']} aria-label="How an agent works">
        <h2>For a cluster behind NAT or a firewall</h2>
        <ul className={classes['points']}>
          <li>The agent runs in the cluster and dials this console; nothing dials in.</li>
          <li>It takes secrets out before anything leaves the cluster.</li>
          <li>
            Its account may get, list and watch what the plugins show. The values of its chart say
            less or more, and never that it may write.
          </li>
          <li>It makes its own key, which never leaves the cluster, and changes it every week.</li>
        </ul>
      </aside>
    </div>
  )
}

interface ByAgentProps {
  readonly onAdded: (added: AwaitedCluster) => void
}

const WITH_TOKEN = createdAnswerSchema.required({ registration: true })
