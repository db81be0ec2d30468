import { Button } from '@mantine/core'
import type { ReactElement } from 'react'

import { counted, plainText } from '../../../live/words.ts'
import { Dialog } from '../../calls/dialog.tsx'
import { Failure } from '../../calls/failure.tsx'
import classes from './role.module.css'

/** The changes of a draft as sentences, before they are stored. */
export function ReviewDialog({
  changes,
  failure,
  onSave,
  onClose,
}: ReviewDialogProps): ReactElement {
  return (
    <Dialog title={`Save ${counted(changes.length, 'change')}`} onClose={onClose}>
      <ul aria-label="Changes" className={classes['sentences']}>
        {changes.map((sentence) => (
          <li key={sentence} dir="auto">
            {plainText(sentence)}
          </li>
        ))}
      </ul>
      <Failure>{failure}</Failure>
      <Button mt={16} fullWidth onClick={onSave}>
        Save
      </Button>
    </Dialog>
  )
}

interface ReviewDialogProps {
  readonly changes: readonly string[]
  readonly failure: string | undefined
  readonly onSave: () => void
  readonly onClose: () => void
}
