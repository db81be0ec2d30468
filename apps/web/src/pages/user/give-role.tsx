import type { UserInFull } from '@argus/contracts/http/users'
import type { ReactElement } from 'react'

import { refusalWords } from '../calls/refusal-words.ts'
import { RoleFields } from '../administration/role-fields.tsx'
import { useGiveRole } from '../administration/use-give-role.ts'
import { Dialog } from '../calls/dialog.tsx'
import { EntryForm } from '../login/entry-form.tsx'
import { userName } from '../users/user-words.ts'
import { useUserChanged } from './use-user-changed.ts'

/** A role more for a user, somewhere. */
export function GiveRole({ user, onClose }: GiveRoleProps): ReactElement {
  const giveRole = useGiveRole()
  const changed = useUserChanged(user.id)
  const submit = async (field: (name: string) => string) => {
    await giveRole(user.id, field)
    onClose()
    await changed()
  }
  return (
    <Dialog title={`Give ${userName(user)} a role`} onClose={onClose}>
      <p>You can give what you may do there yourself.</p>
      <EntryForm
        button="Give the role"
        words={(error) => refusalWords('Not given', error)}
        submit={submit}
      >
        <RoleFields />
      </EntryForm>
    </Dialog>
  )
}

interface GiveRoleProps {
  readonly user: UserInFull
  readonly onClose: () => void
}
