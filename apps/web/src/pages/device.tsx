import { terminalLoginEndpoints, type WaitingDevice } from '@argus/contracts/http/terminal-logins'
import { Button, TextInput } from '@mantine/core'
import { useEffect, useState, type ReactElement } from 'react'

import { deviceName } from '../components/device-name.ts'
import { When } from '../components/when.tsx'
import { plainText } from '../live/words.ts'
import type { ApiError } from '../session/api-error.ts'
import { callWords } from './calls/call-words.ts'
import { Failure } from './calls/failure.tsx'
import { StepUp } from './calls/step-up.tsx'
import { useAction } from './calls/use-action.ts'
import { useCalls } from './calls/use-calls.ts'
import { EntryForm } from './login/entry-form.tsx'
import { Asking, Fact } from './terminal/asking.tsx'
import { TerminalPage } from './terminal/terminal-page.tsx'
import classes from './terminal/terminal.module.css'

/** Where a person types the code of a terminal without a browser, sees what asks, and lets it in or not. */
export default function Device(): ReactElement {
  const [step, setStep] = useState<Step>({ type: 'type' })
  useEffect(() => {
    document.title = 'Log in a terminal · Argus'
  }, [])
  return (
    <TerminalPage>
      <StepUp>
        {step.type === 'type' && <CodeForm onFound={setStep} />}
        {step.type === 'decide' && <Decision {...step} onDecided={setStep} />}
        {step.type === 'decided' && <Decided approved={step.approved} />}
      </StepUp>
    </TerminalPage>
  )
}

type Step =
  | { readonly type: 'type' }
  | { readonly type: 'decide'; readonly code: string; readonly device: WaitingDevice }
  | { readonly type: 'decided'; readonly approved: boolean }

function CodeForm({ onFound }: { readonly onFound: (step: Step) => void }): ReactElement {
  const calls = useCalls()
  return (
    <>
      <h1>Log in a terminal</h1>
      <p>
        Type the code that <code>argus login --device</code> shows in front of you.
      </p>
      <EntryForm
        button="Go on"
        words={(error) => codeWords('Not found', error)}
        submit={async (field) => {
          const code = field('code')
          const device = await calls.ask({
            path: '/api/auth/device/find',
            method: 'POST',
            body: { user_code: code },
            answer: terminalLoginEndpoints.findDevice.answers[200],
          })
          onFound({ type: 'decide', code, device })
        }}
      >
        <TextInput
          name="code"
          label="Code"
          placeholder="WDJB-MJHT"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={40}
          required
          withAsterisk={false}
          className={classes['code'] ?? ''}
        />
      </EntryForm>
    </>
  )
}

interface DecisionProps {
  /** As it was typed. */
  readonly code: string
  readonly device: WaitingDevice
  readonly onDecided: (step: Step) => void
}

function Decision({ code, device, onDecided }: DecisionProps): ReactElement {
  const calls = useCalls()
  const action = useAction('Not done', codeWords)
  const decide = async (approved: boolean) => {
    const path = `/api/auth/device/${approved ? 'approve' : 'deny'}`
    await calls.tell({ path, method: 'POST', body: { user_code: code } })
    onDecided({ type: 'decided', approved })
  }
  return (
    <>
      <h1>Log in this terminal?</h1>
      <Asking terminal={device.terminal}>
        <Fact name="Program">
          <bdi>{deviceName(device.userAgent)}</bdi>
        </Fact>
        <Fact name="From">
          {device.ip === null ? 'an address that is not known' : plainText(device.ip)}
        </Fact>
        <Fact name="Asked">
          <When at={device.askedAt} />
        </Fact>
      </Asking>
      <p className={classes['warning']}>
        Go on only if you started this yourself, at a terminal in front of you. Whoever sent you
        this code, by mail, chat or telephone, wants to be let in as you: refuse it. The terminal
        may do what you may, until you end it under Settings, Sessions.
      </p>
      <Failure>{action.failure}</Failure>
      <div className={classes['buttons']}>
        <Button variant="default" onClick={() => action.run(() => decide(false))}>
          Refuse
        </Button>
        <Button onClick={() => action.run(() => decide(true))}>Log in the terminal</Button>
      </div>
    </>
  )
}

function Decided({ approved }: { readonly approved: boolean }): ReactElement {
  return (
    <>
      <h1>{approved ? 'The terminal is let in' : 'The terminal was refused'}</h1>
      <p role="status">
        {approved
          ? 'It goes on by itself within a few seconds. This page may be closed.'
          : 'Nothing was opened. If it was not you who started it, tell an administrator.'}
      </p>
    </>
  )
}

function codeWords(what: string, error: ApiError): string {
  if (error.code === 'not_found' || error.code === 'invalid_request')
    return `${what}: nothing waits for this code. Look at the terminal: the code may be mistyped, or its ten minutes are over; then run argus login --device again.`
  return callWords(what, error)
}
