import { Button, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent, type ReactElement } from 'react'

import { Dialog } from '../calls/dialog.tsx'
import { Failure } from '../calls/failure.tsx'
import { useAction } from '../calls/use-action.ts'
import { useCalls } from '../calls/use-calls.ts'
import classes from '../cluster.module.css'

/** Says what goes, and asks for the name: there is no way back without the credential. */
export function RemoveCluster({ id, version, lost, onClose }: RemoveClusterProps): ReactElement {
  const calls = useCalls()
  const navigate = useNavigate()
  const action = useAction('Not removed')
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState(false)
  const remove = (event: FormEvent) => {
    event.preventDefault()
    setWrong(typed !== id)
    if (typed !== id) return
    action.run(async () => {
      const path = `/api/clusters/${encodeURIComponent(id)}?version=${version}`
      await calls.tell({ path, method: 'DELETE' })
      await navigate({ to: '/clusters' })
    })
  }
  return (
    <Dialog title={`Remove ${id}`} onClose={onClose}>
      <p>Nothing changes in the cluster itself. In Argus these are lost:</p>
      <ul className={classes['lost']}>
        <li>its lists and their history, at once and for everybody</li>
        <li>{lost}</li>
      </ul>
      <p className={classes['why']}>
        Rights that people have in it stay bound to the id {id}, and count again for a cluster that
        gets it.
      </p>
      <form onSubmit={remove}>
        <TextInput
          mt={12}
          label={`Type ${id} to remove it`}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          error={wrong && typed !== id ? `This is not ${id}. Type its id exactly.` : undefined}
        />
        <Failure>{action.failure}</Failure>
        <div className={classes['buttons']}>
          <Button type="submit" className={classes['danger'] ?? ''}>
            Remove the cluster
          </Button>
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface RemoveClusterProps {
  readonly id: string
  readonly version: number
  /** What else is lost of it beside its lists. */
  readonly lost: string
  readonly onClose: () => void
}
