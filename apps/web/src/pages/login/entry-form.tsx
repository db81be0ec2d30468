import { Button } from '@mantine/core'
import {
  useEffect,
  useRef,
  useState,
  type FormEvent,
  type ReactElement,
  type ReactNode,
} from 'react'

import { ApiError } from '../../session/api-error.ts'
import { Icon } from '../../ui/icon.tsx'
import classes from '../login.module.css'

export interface EntryFormProps {
  /** Its fields; the first of them has the focus. */
  readonly children: ReactNode
  readonly button: string
  /** May throw an ApiError, which the words are for. */
  readonly submit: (field: (name: string) => string) => Promise<void>
  readonly words: (error: ApiError) => string
}

/** One step of a log-in: fields, what went wrong with them, and a button that waits. */
export function EntryForm({ children, button, submit, words }: EntryFormProps): ReactElement {
  const [failure, setFailure] = useState<string>()
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>('input, button')?.focus(), [])
  const alert = useRef<HTMLParagraphElement>(null)
  useEffect(() => alert.current?.focus(), [failure])
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    setBusy(true)
    setFailure(undefined)
    try {
      await submit((name) => text(fields.get(name)))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setFailure(words(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form ref={form} className={classes['form']} onSubmit={(event) => void send(event)}>
      {children}
      {failure !== undefined && (
        <p ref={alert} role="alert" tabIndex={-1} className={classes['failure']}>
          <Icon name="failed" />
          {failure}
        </p>
      )}
      <Button type="submit" fullWidth loading={busy} className={classes['submit'] ?? ''}>
        {button}
      </Button>
    </form>
  )
}

function text(value: FormDataEntryValue | null): string {
  return typeof value === 'string' ? value : ''
}
