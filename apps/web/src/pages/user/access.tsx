import { userSchema, usersEndpoints, type UserInFull } from '@argus/contracts/http/users'
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type ReactElement } from 'react'

import { Block } from '../../components/block.tsx'
import { When } from '../../components/when.tsx'
import { may } from '../../session/may.ts'
import { useMe } from '../../session/use-me.ts'
import { refusalWords } from '../calls/refusal-words.ts'
import { Confirm } from '../calls/confirm.tsx'
import { Failure } from '../calls/failure.tsx'
import { useAction } from '../calls/use-action.ts'
import { useCalls } from '../calls/use-calls.ts'
import { userName } from '../users/user-words.ts'
import { USERS_KEY } from '../users/use-users.ts'
import { endingWords } from './ending-words.ts'
import { LAST_ADMINISTRATOR } from './taking.ts'
import { useUserChanged } from './use-user-changed.ts'

/** Whether a user may come in at all, and whether there is one. */
export function Access({ user }: { readonly user: UserInFull }): ReactElement {
  const calls = useCalls()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const grants = useMe().data?.grants ?? []
  const changed = useUserChanged(user.id)
  const enabling = useAction('Not enabled', refusalWords)
  const [open, setOpen] = useState<'none' | 'disable' | 'delete'>('none')
  const path = `/api/users/${user.id}`
  const last = user.lastAdministration.length > 0
  const mayChange = may(grants, usersEndpoints.disable.access.permission)
  const mayDelete = may(grants, usersEndpoints.delete.access.permission)
  const setDisabled = async (verb: 'disable' | 'enable') => {
    await calls.ask({ path: `${path}/${verb}`, method: 'POST', answer: userSchema })
    setOpen('none')
    await changed()
  }
  const remove = async () => {
    await calls.tell({ path, method: 'DELETE' })
    await navigate({ to: '/admin/users' })
    await queries.invalidateQueries({ queryKey: USERS_KEY })
  }
  return (
    <Block
      title="Access"
      lead={
        last ? (
          LAST_ADMINISTRATOR
        ) : user.disabledAt === null ? (
          `Disable the user to keep them out. ${endingWords(user.sessions)}`
        ) : (
          <>
            Disabled <When at={user.disabledAt} />. Roles and history stay.
          </>
        )
      }
      action={
        !last && (
          <>
            {mayChange && user.disabledAt === null && (
              <Button variant="default" onClick={() => setOpen('disable')}>
                Disable
              </Button>
            )}
            {mayChange && user.disabledAt !== null && (
              <Button variant="default" onClick={() => enabling.run(() => setDisabled('enable'))}>
                Enable
              </Button>
            )}
            {mayDelete && (
              <Button variant="default" onClick={() => setOpen('delete')}>
                Delete
              </Button>
            )}
          </>
        )
      }
    >
      <Failure>{enabling.failure}</Failure>
      {open === 'disable' && (
        <Confirm
          title={`Disable ${userName(user)}`}
          button="Disable"
          failed="Not disabled"
          act={() => setDisabled('disable')}
          onClose={() => setOpen('none')}
        >
          <p>
            {endingWords(user.sessions)} Their API keys stop as well. Roles stay, and you can let
            them in again.
          </p>
        </Confirm>
      )}
      {open === 'delete' && (
        <Confirm
          title={`Delete ${userName(user)}`}
          button="Delete for good"
          failed="Not deleted"
          act={remove}
          onClose={() => setOpen('none')}
        >
          <p>
            {endingWords(user.sessions)} Their roles, API keys, second factors and settings are gone
            for good. What they did stays in the audit log. To keep them out for a time, disable
            them instead.
          </p>
        </Confirm>
      )}
    </Block>
  )
}
