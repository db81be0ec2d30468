import { Button } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import type { ReactElement, ReactNode } from 'react'

import { Dialog } from './dialog.tsx'

/** Asks before a page is left that holds what is nowhere else. */
export function LeaveGuard({
  active,
  title,
  leave,
  children,
}: LeaveGuardProps): ReactElement | null {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => active && current.pathname !== next.pathname,
    enableBeforeUnload: active,
    withResolver: true,
  })
  if (blocker.status !== 'blocked') return null
  return (
    <Dialog title={title} onClose={blocker.reset}>
      <p>{children}</p>
      <Button mt={16} fullWidth onClick={blocker.reset}>
        Stay here
      </Button>
      <Button mt={8} fullWidth variant="default" onClick={blocker.proceed}>
        {leave}
      </Button>
    </Dialog>
  )
}

interface LeaveGuardProps {
  /** Whether there is anything to lose. */
  readonly active: boolean
  readonly title: string
  /** What the button says that leaves. */
  readonly leave: string
  /** What is lost. */
  readonly children: ReactNode
}
