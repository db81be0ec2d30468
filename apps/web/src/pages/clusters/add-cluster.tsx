import type { ClusterDiagnosis } from '@argus/contracts/cluster-diagnosis'
import { clustersEndpoints } from '@argus/contracts/http/clusters'
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type ReactElement, type ReactNode } from 'react'

import { Failure } from '../calls/failure.tsx'
import { useAction } from '../calls/use-action.ts'
import { useCalls } from '../calls/use-calls.ts'
import { idOf, readLabels } from './cluster-name.ts'
import { Diagnosis } from './diagnosis.tsx'
import { FieldPanel } from './field-panel.tsx'
import type { RefusedField } from './kubeconfig-field.ts'
import { NameFields } from './name-fields.tsx'
import type { ReadKubeconfig } from './read-kubeconfig.ts'
import classes from '../new-cluster.module.css'

/** Name and labels beside what was given, what came of reading that, and the two buttons. */
export function AddCluster({
  read,
  choice,
  suggested,
  onRemove,
  children,
}: AddClusterProps): ReactElement {
  const calls = useCalls()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const checking = useAction('Not checked')
  const adding = useAction('Not added')
  const [typed, setTyped] = useState<string>()
  const [labelText, setLabelText] = useState('')
  const [tried, setTried] = useState(false)
  const [came, setCame] = useState<Came>()
  const [asks, setAsks] = useState(false)
  const name = typed ?? suggested
  const id = idOf(name)
  const labels = readLabels(labelText)
  const ready = read.type === 'read' && read.refused.length === 0
  const kubeconfig = ready ? read.kubeconfig : undefined
  // An answer about another text says nothing about this one.
  const diagnosis = came !== undefined && came.of === kubeconfig ? came.diagnosis : undefined
  const check = () =>
    checking.run(async () => {
      if (kubeconfig === undefined) return
      const answer = clustersEndpoints.try.answers[200]
      const request = { path: '/api/clusters/check', method: 'POST', body: { kubeconfig } } as const
      setAsks(true)
      try {
        setCame({ of: kubeconfig, diagnosis: await calls.ask({ ...request, answer }) })
      } finally {
        setAsks(false)
      }
    })
  const add = () => {
    setTried(true)
    adding.run(async () => {
      if (kubeconfig === undefined || id === '' || labels.type === 'refused') return
      const body = { id, name: name.trim(), labels: labels.labels, kubeconfig }
      const answer = clustersEndpoints.create.answers[201]
      await calls.ask({ path: '/api/clusters', method: 'POST', body, answer })
      await queries.invalidateQueries({ queryKey: ['clusters'] })
      // The form is not where one comes back to.
      await navigate({ to: '/clusters/$cluster', params: { cluster: id }, replace: true })
    })
  }
  return (
    <div className={classes['halves']}>
      <div className={classes['form']}>
        <div className={classes['fields']}>
          {choice}
          <NameFields
            typed={{ name, labels: labelText }}
            tried={tried}
            onChange={(next) => {
              // What is suggested goes on being so while labels alone are typed.
              if (next.name !== name) setTyped(next.name)
              setLabelText(next.labels)
            }}
          />
        </div>
        {children}
      </div>
      <aside className={classes['panel']} aria-label="What was read">
        <FieldPanel read={read} />
        {diagnosis !== undefined && (
          <div className={classes['checked']}>
            <h2>The connection</h2>
            <Diagnosis diagnosis={diagnosis} />
          </div>
        )}
        <div className={classes['actions']}>
          {diagnosis === undefined && (
            <p>
              <strong>The check will tell you</strong> whether the address answers and its
              certificate is right, the version, and every right that the account has and does not
              need.
            </p>
          )}
          <p role="status">{asks && 'Asking the cluster, for 10 s at most'}</p>
          <Failure>{adding.failure ?? checking.failure}</Failure>
          <Buttons read={read} ready={ready} onRemove={onRemove} onCheck={check} onAdd={add} />
          {!ready && <p className={classes['meta']}>{waitWords(read)}</p>}
        </div>
      </aside>
    </div>
  )
}

interface AddClusterProps {
  readonly read: ReadKubeconfig
  /** What else is to be chosen. */
  readonly choice?: ReactNode
  /** Its name unless another is typed. */
  readonly suggested: string
  readonly onRemove: (refused: readonly RefusedField[]) => void
  /** Where it is pasted. */
  readonly children: ReactNode
}

interface Came {
  /** What was checked. */
  readonly of: string
  readonly diagnosis: ClusterDiagnosis
}

function Buttons({ read, ready, onRemove, onCheck, onAdd }: ButtonsProps): ReactElement {
  const removable = read.type === 'read' ? read.refused.filter(({ path }) => path) : []
  return (
    <>
      {removable.length > 0 && (
        <Button fullWidth variant="default" onClick={() => onRemove(removable)}>
          {removable.length === 1
            ? 'Remove the refused field'
            : `Remove the ${removable.length} refused fields`}
        </Button>
      )}
      <div className={classes['pair']}>
        <Button variant="default" disabled={!ready} onClick={onCheck}>
          Check the connection
        </Button>
        <Button disabled={!ready} onClick={onAdd}>
          Add the cluster
        </Button>
      </div>
    </>
  )
}

interface ButtonsProps {
  readonly read: ReadKubeconfig
  readonly ready: boolean
  readonly onRemove: (refused: readonly RefusedField[]) => void
  readonly onCheck: () => void
  readonly onAdd: () => void
}

function waitWords(read: ReadKubeconfig): string {
  if (read.type === 'read') return 'To go on, remove what is refused, or paste another kubeconfig.'
  return 'To go on, give what is asked for on this page.'
}
