import type { UserInFull } from '@argus/contracts/http/users'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import { When } from '../../components/when.tsx'
import { count, plainText } from '../../live/words.ts'
import { Icon } from '../../ui/icon.tsx'
import classes from '../users.module.css'
import { UserState } from './user-state.tsx'
import { factorsText, rolesText, userName } from './user-words.ts'

/** The users, a row each; what the reader may not know of them is a dash. */
export function UserTable({ users }: { readonly users: readonly UserInFull[] }): ReactElement {
  return (
    <table className={classes['table']} aria-label="Users">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">E-mail</th>
          <th scope="col">Roles</th>
          <th scope="col">Second factor</th>
          <th scope="col" className={classes['right']}>
            Sessions
          </th>
          <th scope="col">Last login</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <UserRow key={user.id} user={user} />
        ))}
      </tbody>
    </table>
  )
}

function UserRow({ user }: { readonly user: UserInFull }): ReactElement {
  const { id, email, roles, secondFactors, sessions, lastLoginAt } = user
  const factors = factorsText(secondFactors)
  return (
    <tr>
      <th scope="row" dir="auto">
        <Link to="/admin/users/$id" params={{ id }}>
          {userName(user)}
        </Link>
      </th>
      <td dir="auto">{plainText(email)}</td>
      <td className={classes['roles']}>
        {roles === null ? '–' : roles.length === 0 ? 'no role' : rolesText(roles)}
      </td>
      <td>
        {factors === undefined ? (
          <>
            none<span className={classes['unit']}> as second factor</span>
          </>
        ) : (
          <span className={classes['factor']}>
            <Icon name="check" size={14} />
            {factors}
          </span>
        )}
      </td>
      <td className={classes['right']}>
        {sessions === null ? '–' : count(sessions)}
        <span className={classes['unit']}> {sessions === 1 ? 'session' : 'sessions'}</span>
      </td>
      <td>{lastLoginAt === null ? 'never' : <When at={lastLoginAt} />}</td>
      <td>
        <UserState user={user} />
      </td>
    </tr>
  )
}
