import { passkeyEndpoints, type Passkey } from '@argus/contracts/http/passkeys'
import { Button, TextInput } from '@mantine/core'
import { useState, type ReactElement } from 'react'

import { callWords } from '../calls/call-words.ts'
import { Dialog } from '../calls/dialog.tsx'
import { Failure } from '../calls/failure.tsx'
import { useAction } from '../calls/use-action.ts'
import { useCalls } from '../calls/use-calls.ts'
import { plainText } from '../../live/words.ts'
import type { ApiError } from '../../session/api-error.ts'
import { makePasskey } from '../../session/passkey.ts'
import { EntryForm } from '../login/entry-form.tsx'
import { Block, Entries, Entry } from '../../components/block.tsx'
import { LastFactor } from './last-factor.tsx'
import { When } from '../../components/when.tsx'

const PATH = '/api/users/me/passkeys'

export interface PasskeysProps {
  readonly passkeys: readonly Passkey[]
  /** Whether a log-in asks for a code of an app, too. */
  readonly totp: boolean
  /** With the recovery codes, where there are new ones. */
  readonly onChanged: (codes?: readonly string[]) => Promise<void>
}

/** What logs one in with a finger, a face or a PIN instead of a password. */
export function Passkeys({ passkeys, totp, onChanged }: PasskeysProps): ReactElement {
  const calls = useCalls()
  const action = useAction('Not removed')
  const [named, setNamed] = useState<Passkey | 'new'>()
  const [last, setLast] = useState<Passkey>()
  const enrol = async (name: string) => {
    const begin = passkeyEndpoints.beginEnrolment.answers[200]
    const options = await calls.ask({
      path: `${PATH}/options`,
      method: 'POST',
      body: {},
      answer: begin,
    })
    const credential = await makePasskey(options)
    const body = { challenge: options.challenge, name, credential }
    const answer = passkeyEndpoints.enrol.answers[201]
    return (await calls.ask({ path: PATH, method: 'POST', body, answer })).recoveryCodes
  }
  const submit = async (field: (name: string) => string) => {
    const name = field('name')
    const codes = named === 'new' ? await enrol(name) : undefined
    if (named !== 'new' && named !== undefined)
      await calls.tell({ path: `${PATH}/${named.id}`, method: 'PATCH', body: { name } })
    setNamed(undefined)
    await onChanged(codes)
  }
  const remove = async ({ id }: Passkey) => {
    await calls.tell({ path: `${PATH}/${id}`, method: 'DELETE' })
    setLast(undefined)
    await onChanged()
  }
  return (
    <Block
      title="Passkeys"
      lead="They log you in without a password, and no false page can take them from you."
      action={
        <Button variant="default" onClick={() => setNamed('new')}>
          Add a passkey
        </Button>
      }
    >
      <Failure>{action.failure}</Failure>
      {passkeys.length > 0 && (
        <Entries label="Passkeys">
          {passkeys.map((passkey) => (
            <Entry
              key={passkey.id}
              name={plainText(passkey.name)}
              action={
                <>
                  <Button
                    variant="default"
                    aria-label={`Rename ${passkey.name}`}
                    onClick={() => setNamed(passkey)}
                  >
                    Rename
                  </Button>
                  <Button
                    variant="default"
                    aria-label={`Remove ${passkey.name}`}
                    onClick={() =>
                      passkeys.length === 1 && !totp
                        ? setLast(passkey)
                        : action.run(() => remove(passkey))
                    }
                  >
                    Remove
                  </Button>
                </>
              }
            >
              Added <When at={passkey.createdAt} />,{' '}
              {passkey.lastUsedAt === null ? (
                'not used yet.'
              ) : (
                <>
                  used <When at={passkey.lastUsedAt} />.
                </>
              )}
            </Entry>
          ))}
        </Entries>
      )}
      {last !== undefined && (
        <LastFactor
          title={`Remove ${plainText(last.name)}`}
          button="Remove the passkey"
          failed="Not removed"
          act={() => remove(last)}
          onClose={() => setLast(undefined)}
        />
      )}
      {named !== undefined && (
        <Dialog
          title={named === 'new' ? 'Add a passkey' : 'Rename the passkey'}
          onClose={() => setNamed(undefined)}
        >
          <EntryForm
            button={named === 'new' ? 'Go on in the browser' : 'Save the name'}
            words={passkeyWords}
            submit={submit}
          >
            <TextInput
              name="name"
              label="Name"
              description="So that you know it again: the device or key that holds it."
              defaultValue={named === 'new' ? '' : named.name}
              maxLength={100}
              required
              withAsterisk={false}
            />
          </EntryForm>
        </Dialog>
      )}
    </Block>
  )
}

function passkeyWords(error: ApiError): string {
  return error.code === 'not_found'
    ? 'The browser made no passkey: it was cancelled, or this device holds one for Argus already. Try again, or use another device.'
    : callWords('Not saved', error)
}
