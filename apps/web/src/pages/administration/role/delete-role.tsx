import type { Assignment, RoleWithPermissions } from '@argus/contracts/http/roles'
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import { placeWords } from '../../../components/place-words.ts'
import { plainText } from '../../../live/words.ts'
import { Dialog } from '../../calls/dialog.tsx'
import { Failure } from '../../calls/failure.tsx'
import { useAction } from '../../calls/use-action.ts'
import { useCalls } from '../../calls/use-calls.ts'
import { ROLES_KEY, ROLES_PATH } from './use-stored-role.ts'
import classes from './role.module.css'

/** Who loses what with a role, before it is deleted. */
export function DeleteRole({ role, assignments, onClose }: DeleteRoleProps): ReactElement {
  const calls = useCalls()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const action = useAction('Not deleted')
  const shown = assignments.slice(0, MOST)
  const remove = () =>
    action.run(async () => {
      await calls.tell({ path: `${ROLES_PATH}/${role.id}`, method: 'DELETE' })
      await navigate({ to: '/admin/roles', ignoreBlocker: true })
      await queries.invalidateQueries({ queryKey: ROLES_KEY, exact: true })
    })
  return (
    <Dialog title={`Delete ${plainText(role.name)}`} onClose={onClose}>
      {assignments.length === 0 ? (
        <p>Nobody has it, so nobody loses anything.</p>
      ) : (
        <>
          <p>These lose what it permits, within 2 seconds, unless another role gives it:</p>
          <ul aria-label="Who loses it" className={classes['sentences']}>
            {shown.map(({ id, email, ...place }) => (
              <li key={id} dir="auto">
                {plainText(email)} {placeWords(place)}
              </li>
            ))}
            {assignments.length > MOST && <li>and {assignments.length - MOST} more</li>}
          </ul>
        </>
      )}
      <p>API keys that have it lose it as well. A deleted role does not come back.</p>
      <Failure>{action.failure}</Failure>
      <Button mt={16} fullWidth className={classes['danger'] ?? ''} onClick={remove}>
        Delete the role
      </Button>
    </Dialog>
  )
}

interface DeleteRoleProps {
  readonly role: RoleWithPermissions
  readonly assignments: readonly Assignment[]
  readonly onClose: () => void
}

const MOST = 10
