import { useCallback, useState, type ReactElement, type ReactNode } from 'react'

import { ApiError } from '../../session/api-error.ts'
import { StepUpContext } from './step-up-context.ts'
import { StepUpDialog } from './step-up-dialog.tsx'

/** Asks for a proof of who one is when something under it needs one. One dialog answers all that wait. */
export function StepUp({ children }: { readonly children: ReactNode }): ReactElement {
  const [waiting, setWaiting] = useState<readonly Waiting[]>([])
  const prove = useCallback(
    () =>
      new Promise<void>((resolve, reject) => setWaiting((all) => [...all, { resolve, reject }])),
    [],
  )
  const done = (end: (one: Waiting) => void) => {
    waiting.forEach(end)
    setWaiting([])
  }
  return (
    <StepUpContext value={prove}>
      {children}
      {waiting.length > 0 && (
        <StepUpDialog
          onProved={() => done(({ resolve }) => resolve())}
          onCancel={() => done(({ reject }) => reject(new ApiError('step_up_required')))}
        />
      )}
    </StepUpContext>
  )
}

interface Waiting {
  readonly resolve: () => void
  readonly reject: (error: ApiError) => void
}
