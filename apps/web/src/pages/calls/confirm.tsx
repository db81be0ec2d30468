import { Button } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'

import { Dialog } from './dialog.tsx'
import { Failure } from './failure.tsx'
import { useAction } from './use-action.ts'
import classes from './confirm.module.css'
import { refusalWords } from './refusal-words.ts'

/** Says what a change does before it is made. A refusal is told here, and the dialog stays. */
export function Confirm({
  title,
  button,
  failed,
  act,
  onClose,
  children,
}: ConfirmProps): ReactElement {
  const action = useAction(failed, refusalWords)
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <Failure>{action.failure}</Failure>
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button className={classes['grave'] ?? ''} onClick={() => action.run(act)}>
          {button}
        </Button>
      </div>
    </Dialog>
  )
}

interface ConfirmProps {
  readonly title: string
  readonly button: string
  /** What is said first where it was not done ("Not disabled"). */
  readonly failed: string
  /** Closes the dialog once it is done. */
  readonly act: () => Promise<void>
  readonly onClose: () => void
  /** What it does. */
  readonly children: ReactNode
}
