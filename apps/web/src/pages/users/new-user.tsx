import { rolesEndpoints } from '@argus/contracts/http/roles'
import { usersEndpoints } from '@argus/contracts/http/users'
import { PasswordInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type ReactElement } from 'react'

import { ApiError } from '../../session/api-error.ts'
import { may } from '../../session/may.ts'
import { useMe } from '../../session/use-me.ts'
import { Icon } from '../../ui/icon.tsx'
import { refusalWords } from '../calls/refusal-words.ts'
import { RoleFields } from '../administration/role-fields.tsx'
import { useGiveRole } from '../administration/use-give-role.ts'
import { Dialog } from '../calls/dialog.tsx'
import { useCalls } from '../calls/use-calls.ts'
import { EntryForm } from '../login/entry-form.tsx'
import { MadeUser, type Made } from './made-user.tsx'
import { USERS_KEY } from './use-users.ts'

/** Who a new user is, and what they may do at first; then their page. */
export function NewUser({ onClose }: { readonly onClose: () => void }): ReactElement {
  const calls = useCalls()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const giveRole = useGiveRole()
  const grants = useMe().data?.grants ?? []
  const [made, setMade] = useState<Made>()
  const submit = async (field: (name: string) => string) => {
    const chosen = field('password') === '' ? {} : { password: field('password') }
    const body = { email: field('email'), displayName: field('displayName'), ...chosen }
    const answer = usersEndpoints.create.answers[201]
    const { user, oneTimePassword } = await calls.ask({
      path: '/api/users',
      method: 'POST',
      body,
      answer,
    })
    const withoutRole = await whyNot(async () => {
      if (field('role') !== '') await giveRole(user.id, field)
    })
    await queries.invalidateQueries({ queryKey: USERS_KEY })
    if (oneTimePassword === null && withoutRole === undefined) open(user.id)
    else setMade({ user, oneTimePassword, withoutRole })
  }
  const open = (id: string) => {
    onClose()
    void navigate({ to: '/admin/users/$id', params: { id } })
  }
  if (made !== undefined) return <MadeUser made={made} onStored={() => open(made.user.id)} />
  return (
    <Dialog title="Add a user" onClose={onClose}>
      <EntryForm button="Add the user" words={newUserWords} submit={submit}>
        <TextInput
          name="email"
          type="email"
          label="E-mail"
          maxLength={254}
          autoComplete="off"
          required
          withAsterisk={false}
        />
        <TextInput name="displayName" label="Name" maxLength={200} autoComplete="off" />
        <PasswordInput
          name="password"
          label="First password"
          description="Empty: Argus makes one and shows it once. Either way they replace it at their first login, within a day."
          autoComplete="new-password"
          visibilityToggleIcon={({ reveal }) => <Icon name={reveal ? 'close' : 'eye'} />}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
        />
        {may(grants, rolesEndpoints.assign.access.permission) && <RoleFields none="None yet" />}
      </EntryForm>
    </Dialog>
  )
}

/** The user is there by then, so that what follows is told and not thrown. */
async function whyNot(task: () => Promise<void>): Promise<string | undefined> {
  try {
    await task()
    return undefined
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return refusalWords('The user is there, but without the role', error)
  }
}

function newUserWords(error: ApiError): string {
  return error.code === 'password_refused'
    ? `Not added: Argus does not take this password: ${error.message}.`
    : refusalWords('Not added', error)
}
