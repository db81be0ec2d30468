import {
  authorizeSearchSchema,
  terminalLoginEndpoints,
  type AuthorizeSearch,
} from '@argus/contracts/http/terminal-logins'
import { Button } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { useEffect, useState, type ReactElement } from 'react'

import { Failure } from './calls/failure.tsx'
import { refusalWords } from './calls/refusal-words.ts'
import { StepUp } from './calls/step-up.tsx'
import { useAction } from './calls/use-action.ts'
import { useCalls } from './calls/use-calls.ts'
import { Asking, Fact } from './terminal/asking.tsx'
import { TerminalPage } from './terminal/terminal-page.tsx'
import classes from './terminal/terminal.module.css'

/** Where `argus login` leads: a person says whether the terminal on their machine may log in as they. */
export default function Authorize(): ReactElement {
  const asked = authorizeSearchSchema.safeParse(useSearch({ from: '/shell/authorize' }))
  useEffect(() => {
    document.title = 'Log in a terminal · Argus'
  }, [])
  return (
    <TerminalPage>
      {asked.success ? (
        <StepUp>
          <Confirmation asked={asked.data} />
        </StepUp>
      ) : (
        <>
          <h1>This is no log-in of a terminal</h1>
          <p>
            The address does not say which terminal asks, or says it in a way that Argus does not
            take. Nothing was done. Run <code>argus login</code> again, and open the whole address
            that it prints.
          </p>
        </>
      )}
    </TerminalPage>
  )
}

function Confirmation({ asked }: { readonly asked: AuthorizeSearch }): ReactElement {
  const calls = useCalls()
  const action = useAction('Not logged in', refusalWords)
  const [answered, setAnswered] = useState(false)
  /** Back to the terminal, which listens on this machine; the rest of the answer is told there. */
  const answer = (words: Readonly<Record<string, string>>) => {
    setAnswered(true)
    location.assign(
      `${asked.redirect_uri}?${new URLSearchParams({ ...words, state: asked.state })}`,
    )
  }
  const allow = async () => {
    const { state: _, ...body } = asked
    const { code } = await calls.ask({
      path: '/api/auth/authorize',
      method: 'POST',
      body,
      answer: terminalLoginEndpoints.authorize.answers[201],
    })
    answer({ code })
  }
  if (answered)
    return (
      <>
        <h1>The terminal has its answer</h1>
        <p role="status">Go back to it. This page may be closed.</p>
      </>
    )
  return (
    <>
      <h1>Log in this terminal?</h1>
      <Asking terminal={asked.terminal ?? null}>
        <Fact name="Where">on this machine, port {new URL(asked.redirect_uri).port}</Fact>
      </Asking>
      <p className={classes['warning']}>
        Go on only if you have just run <code>argus login</code> on this machine. The terminal may
        then do what you may, until you end it under Settings, Sessions.
      </p>
      <Failure>{action.failure}</Failure>
      <div className={classes['buttons']}>
        <Button variant="default" onClick={() => answer({ error: 'access_denied' })}>
          Cancel
        </Button>
        <Button onClick={() => action.run(allow)}>Log in the terminal</Button>
      </div>
    </>
  )
}
