import type { SecondFactorAsked } from '@argus/contracts/http/auth'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useEffect, useState, type ReactElement } from 'react'

import { plainText } from '../live/words.ts'
import { placeName, safeNext } from '../paths.ts'
import type { SessionState } from '../session/session.ts'
import { useSessionState } from '../session/session-context.tsx'
import { Mark } from '../ui/icon.tsx'
import { FactorForm } from './login/factor-form.tsx'
import { NewPasswordForm } from './login/new-password-form.tsx'
import { PasskeyButton } from './login/passkey-button.tsx'
import { PasswordForm } from './login/password-form.tsx'
import { ProviderLink, providerWords } from './login/provider-link.tsx'
import classes from './login.module.css'

/** In, and back to where one was going. */
export default function LogIn(): ReactElement {
  const state = useSessionState()
  const search = useSearch({ from: '/login' })
  const next = safeNext(search.next, location.origin)
  useEffect(() => {
    document.title = 'Log in · Argus'
  }, [])
  if (state.phase === 'in') return <Onward next={next} />
  return (
    <main className={classes['page']}>
      <div className={classes['brand']}>
        <Mark size={34} />
        <span>Argus</span>
      </div>
      <div className={classes['card']}>
        <Step next={next} state={state} failure={providerWords(search.error)} />
      </div>
      <p className={classes['help']}>
        Forgotten your password? An administrator can give you a new one.
      </p>
      <p className={classes['foot']}>{location.host}</p>
    </main>
  )
}

/** To the address as it stands: one that is built anew may differ, as a `//` in its query would. */
function Onward({ next }: { readonly next: string }): null {
  const { history } = useRouter()
  useEffect(() => history.replace(next), [history, next])
  return null
}

/** Password, then the second factor where one is asked for, then a password of one's own where there is none yet. */
function Step({ next, state, failure }: StepProps): ReactElement {
  const [asked, setAsked] = useState<SecondFactorAsked>()
  const [over, setOver] = useState(false)
  /** What was typed as the password a moment ago: nobody should have to type it again. */
  const [typed, setTyped] = useState<string>()
  if (state.phase === 'new_password') return <NewPasswordForm current={typed} />
  if (asked !== undefined)
    return (
      <FactorForm
        asked={asked}
        onOver={() => {
          setAsked(undefined)
          setOver(true)
        }}
      />
    )
  const place = placeName(next)
  return (
    <>
      <h1>Log in</h1>
      {place !== undefined && (
        <p className={classes['then']}>
          Then back to <strong dir="auto">{plainText(place)}</strong>.
        </p>
      )}
      {failure !== undefined && !over && (
        <p className={classes['failure']} role="alert">
          {failure}
        </p>
      )}
      {over ? (
        <p className={classes['why']} role="status">
          The second step took too long, or too many codes were wrong. Begin again.
        </p>
      ) : (
        <Why state={state} />
      )}
      <PasswordForm onTyped={setTyped} onAsked={setAsked} />
      <PasskeyButton />
      <ProviderLink next={next} />
    </>
  )
}

interface StepProps {
  readonly next: string
  readonly state: SessionState
  /** Why a login by the identity provider came to nothing. */
  readonly failure: string | undefined
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
  replaced: 'Somebody logged in in another tab. Reload this page to go on as they.',
} as const
