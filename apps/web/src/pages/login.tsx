import { Button, PasswordInput, TextInput } from '@mantine/core'
import { Navigate, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState, type FormEvent, type ReactElement } from 'react'

import { placeName, safeNext } from '../paths.ts'
import { ApiError, logInWords } from '../session/api-error.ts'
import type { SessionState } from '../session/session.ts'
import { useSession, useSessionState } from '../session/session-context.tsx'
import { Icon, Mark } from '../ui/icon.tsx'
import classes from './login.module.css'

/** In, and back to where one was going. */
export default function LogIn(): ReactElement {
  const state = useSessionState()
  const search = useSearch({ from: '/login' })
  const next = safeNext(search.next, location.origin)
  useEffect(() => {
    document.title = 'Log in · Argus'
  }, [])
  if (state.phase === 'in') return <Navigate to={next} replace />
  const place = placeName(next)
  return (
    <main className={classes['page']}>
      <div className={classes['brand']}>
        <Mark size={34} />
        <span>Argus</span>
      </div>
      <div className={classes['card']}>
        <h1>Log in</h1>
        {place !== undefined && (
          <p className={classes['then']}>
            Then back to <strong>{place}</strong>.
          </p>
        )}
        <Why state={state} />
        <LogInForm next={next} />
      </div>
      <p className={classes['help']}>
        Forgotten your password? An administrator can give you a new one.
      </p>
      <p className={classes['foot']}>{location.host}</p>
    </main>
  )
}

function LogInForm({ next }: { readonly next: string }): ReactElement {
  const session = useSession()
  const navigate = useNavigate()
  const [failure, setFailure] = useState<string>()
  const [busy, setBusy] = useState(false)
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus(), [])
  const alert = useRef<HTMLParagraphElement>(null)
  useEffect(() => alert.current?.focus(), [failure])
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    setBusy(true)
    setFailure(undefined)
    try {
      await session.logIn(text(fields.get('email')), text(fields.get('password')))
      await navigate({ to: next, replace: true })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setFailure(logInWords(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form className={classes['form']} onSubmit={(event) => void submit(event)}>
      <TextInput
        name="email"
        label="E-mail"
        type="email"
        autoComplete="username"
        required
        withAsterisk={false}
        ref={first}
      />
      <PasswordInput
        name="password"
        label="Password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        visibilityToggleIcon={({ reveal }) => <Icon name={reveal ? 'close' : 'eye'} />}
        visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
      />
      {failure !== undefined && (
        <p ref={alert} role="alert" tabIndex={-1} className={classes['failure']}>
          <Icon name="failed" />
          {failure}
        </p>
      )}
      <Button type="submit" fullWidth loading={busy} className={classes['submit'] ?? ''}>
        Log in
      </Button>
    </form>
  )
}

/** Why the reader is here, where there is a reason. */
function Why({ state }: { readonly state: SessionState }): ReactElement | null {
  const words = state.phase === 'out' ? WHY[state.reason] : undefined
  if (state.phase === 'unavailable')
    return (
      <p className={classes['why']} role="status">
        Argus cannot check now whether you are still logged in. Logging in may have to wait.
      </p>
    )
  return words === undefined ? null : (
    <p className={classes['why']} role="status">
      {words}
    </p>
  )
}

const WHY = {
  none: undefined,
  ended: 'Your session was ended. Log in to go on; you will come back to this view.',
  logged_out: 'You are logged out.',
  other_tab: 'You logged out in another tab.',
} as const

function text(value: FormDataEntryValue | null): string {
  return typeof value === 'string' ? value : ''
}
