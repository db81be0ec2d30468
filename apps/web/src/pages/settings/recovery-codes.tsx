import { Button } from '@mantine/core'
import type { ReactElement } from 'react'

import { Dialog } from '../calls/dialog.tsx'
import { CopyButton } from '../../components/object/copy-button.tsx'
import { saveFile } from '../../components/save-file.ts'
import classes from './security.module.css'

/** The codes for the day on which the telephone is lost: shown once, so nothing but its button closes it. */
export function RecoveryCodes({ codes, onStored }: RecoveryCodesProps): ReactElement {
  const text = codes.join('\n')
  return (
    <Dialog title="Your recovery codes">
      <p>
        Each of them lets you in once when your second factor is lost. They are not shown again:
        keep them where you keep passwords.
      </p>
      <ul className={classes['codes']} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={classes['buttons']}>
        <CopyButton text={text} label="Copy all" />
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => saveFile('argus-recovery-codes.txt', `${text}\n`, 'text/plain')}
        >
          Download
        </Button>
      </div>
      <Button fullWidth mt={16} onClick={onStored}>
        I have stored them
      </Button>
    </Dialog>
  )
}

interface RecoveryCodesProps {
  readonly codes: readonly string[]
  readonly onStored: () => void
}
