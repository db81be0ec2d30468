import { mfaEndpoints } from '@argus/contracts/http/mfa'
import { passwordResetSchema } from '@argus/contracts/http/passwords'
import type { UserInFull } from '@argus/contracts/http/users'
import { Button } from '@mantine/core'
import { useState, type ReactElement } from 'react'

import { Block } from '../../components/block.tsx'
import { may } from '../../session/may.ts'
import { useMe } from '../../session/use-me.ts'
import { Confirm } from '../calls/confirm.tsx'
import { useCalls } from '../calls/use-calls.ts'
import { SecretDialog } from '../calls/secret-dialog.tsx'
import { factorsText, userName } from '../users/user-words.ts'
import { endingWords } from './ending-words.ts'
import { resetOf } from './reset.ts'
import { useUserChanged } from './use-user-changed.ts'

type Open =
  | { readonly type: 'none' | 'password' | 'factors' }
  | { readonly type: 'made'; readonly password: string }

/** By what a user logs in, for one who lost it. */
export function LogIn({ user }: { readonly user: UserInFull }): ReactElement {
  const calls = useCalls()
  const me = useMe().data
  const changed = useUserChanged(user.id)
  const [open, setOpen] = useState<Open>({ type: 'none' })
  const close = () => setOpen({ type: 'none' })
  const mayChange = may(me?.grants ?? [], mfaEndpoints.removeOfUser.access.permission)
  const reset = resetOf(user, me?.id)
  const factors = factorsText(user.secondFactors)
  const makePassword = async () => {
    const path = `/api/users/${user.id}/password-reset`
    const made = await calls.ask({ path, method: 'POST', answer: passwordResetSchema })
    setOpen({ type: 'made', password: made.password })
    await changed()
  }
  const removeFactors = async () => {
    await calls.tell({ path: `/api/users/${user.id}/mfa`, method: 'DELETE' })
    close()
    await changed()
  }
  return (
    <>
      <Block
        title="Password"
        lead={reset.type === 'possible' ? 'A new one is for one login, within a day.' : reset.why}
        action={
          mayChange &&
          reset.type === 'possible' && (
            <Button variant="default" onClick={() => setOpen({ type: 'password' })}>
              Reset the password
            </Button>
          )
        }
      />
      <Block
        title="Second factor"
        lead={factors === undefined ? 'None enrolled.' : `Enrolled: ${factors}.`}
        action={
          mayChange &&
          factors !== undefined && (
            <Button variant="default" onClick={() => setOpen({ type: 'factors' })}>
              Remove all second factors
            </Button>
          )
        }
      />
      {open.type === 'password' && (
        <Confirm
          title={`Reset the password of ${userName(user)}`}
          button="Reset the password"
          failed="Not reset"
          act={makePassword}
          onClose={close}
        >
          <p>
            {endingWords(user.sessions)} The old password is over. You are shown a new one, which
            they replace at their next login; their second factors stay.
          </p>
        </Confirm>
      )}
      {open.type === 'factors' && (
        <Confirm
          title={`Remove the second factors of ${userName(user)}`}
          button="Remove all second factors"
          failed="Not removed"
          act={removeFactors}
          onClose={close}
        >
          <p>
            {endingWords(user.sessions)} Until they enrol again, the password alone lets them in. Be
            sure that it is they who ask for it.
          </p>
        </Confirm>
      )}
      {open.type === 'made' && (
        <SecretDialog
          title={`New password of ${userName(user)}`}
          secret={open.password}
          what="password"
          onStored={close}
        >
          <p>
            For their next login, within a day. It is not shown again. Give it to them on a way that
            nobody else reads.
          </p>
        </SecretDialog>
      )}
    </>
  )
}
