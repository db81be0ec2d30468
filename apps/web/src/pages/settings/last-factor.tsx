import type { ReactElement } from 'react'

import { Confirm } from '../calls/confirm.tsx'

/** Says what goes with the last second factor before it is removed. */
export function LastFactor({ title, button, failed, act, onClose }: LastFactorProps): ReactElement {
  return (
    <Confirm title={title} button={button} failed={failed} act={act} onClose={onClose}>
      <p>
        It is your last second factor. Until you add another, the password alone lets in whoever
        knows it; your recovery codes are over, and your other sessions end.
      </p>
    </Confirm>
  )
}

interface LastFactorProps {
  readonly title: string
  readonly button: string
  readonly failed: string
  readonly act: () => Promise<void>
  readonly onClose: () => void
}
