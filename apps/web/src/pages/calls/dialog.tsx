import { UnstyledButton } from '@mantine/core'
import { useId, useLayoutEffect, useRef, type ReactElement, type ReactNode } from 'react'

import { Icon } from '../../ui/icon.tsx'
import classes from './dialog.module.css'

/** The browser's own modal dialog: it keeps the focus inside, and gives it back. `onClose` absent: only its own buttons end it. */
export function Dialog({ title, onClose, children }: DialogProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  // Before the effects of what stands in it, which take the focus.
  useLayoutEffect(() => {
    const opened = dialog.current
    opened?.showModal()
    return () => opened?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      className={classes['dialog']}
      aria-labelledby={heading}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        onClose?.()
      }}
    >
      <header className={classes['head']}>
        <h2 id={heading}>{title}</h2>
        {onClose !== undefined && (
          <UnstyledButton aria-label="Close" className={classes['close'] ?? ''} onClick={onClose}>
            <Icon name="close" />
          </UnstyledButton>
        )}
      </header>
      {children}
    </dialog>
  )
}

interface DialogProps {
  readonly title: string
  readonly onClose?: () => void
  readonly children: ReactNode
}
