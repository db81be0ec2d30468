import { Button } from '@mantine/core'
import type { ReactElement } from 'react'

import { Dialog } from '../calls/dialog.tsx'
import { CopyButton } from '../../components/object/copy-button.tsx'
import classes from './security.module.css'

/** A new key, shown this once: nothing but its button closes it. */
export function MadeKey({ secret, onStored }: MadeKeyProps): ReactElement {
  return (
    <Dialog title="Your new key">
      <p>It is not shown again. Keep it where your scripts take their secrets from.</p>
      <code className={classes['secret']}>{secret}</code>
      <div className={classes['buttons']}>
        <CopyButton text={secret} label="Copy the key" />
      </div>
      <Button fullWidth mt={16} onClick={onStored}>
        I have stored it
      </Button>
    </Dialog>
  )
}

interface MadeKeyProps {
  readonly secret: string
  readonly onStored: () => void
}
