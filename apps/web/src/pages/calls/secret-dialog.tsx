import { Button } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'

import { CopyButton } from '../../components/object/copy-button.tsx'
import { Dialog } from './dialog.tsx'
import classes from './secret-dialog.module.css'

/** A new secret, shown this once: nothing but its button closes it. */
export function SecretDialog(props: SecretDialogProps): ReactElement {
  const { title, secret, what, onStored, children } = props
  return (
    <Dialog title={title}>
      {children}
      {secret !== undefined && (
        <>
          <code className={classes['secret']}>{secret}</code>
          <div className={classes['buttons']}>
            <CopyButton text={secret} label={`Copy the ${what}`} />
          </div>
        </>
      )}
      <Button fullWidth mt={16} onClick={onStored}>
        {secret === undefined ? 'Go on' : 'I have stored it'}
      </Button>
    </Dialog>
  )
}

interface SecretDialogProps {
  readonly title: string
  /** Absent where there is none to show after all. */
  readonly secret: string | undefined
  /** What kind of secret it is: `key`. */
  readonly what: string
  readonly onStored: () => void
  /** What it is for, and that it is not shown again. */
  readonly children: ReactNode
}
