import { usersEndpoints } from '@argus/contracts/http/users'
import { Button } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState, type ReactElement } from 'react'

import { may } from '../session/may.ts'
import { useMe } from '../session/use-me.ts'
import { Loaded } from './calls/loaded.tsx'
import { NewUser } from './users/new-user.tsx'
import { useUsers } from './users/use-users.ts'
import { UserFilters, type UserFilter } from './users/user-filters.tsx'
import { UserTable } from './users/user-table.tsx'
import { knownState } from './users/known-state.ts'
import classes from './users.module.css'

/** Who there is. */
export default function Users(): ReactElement {
  const search = useSearch({ from: '/shell/admin/users' })
  const navigate = useNavigate()
  const grants = useMe().data?.grants ?? []
  const [adding, setAdding] = useState(false)
  const { filter, ignored } = knownState(search)
  const query = useUsers(filter)
  useEffect(() => {
    document.title = 'Users · Administration · Argus'
  }, [])
  const setFilter = (to: UserFilter) =>
    void navigate({ to: '/admin/users', search: { ...to }, replace: true })
  const filtered = Object.values(filter).some((value) => (value ?? '') !== '')
  return (
    <>
      <div className={classes['head']}>
        <h1>Users</h1>
        <UserFilters filter={filter} onFilter={setFilter} />
        {may(grants, usersEndpoints.create.access.permission) && (
          <Button className={classes['add'] ?? ''} onClick={() => setAdding(true)}>
            Add user
          </Button>
        )}
      </div>
      {ignored !== undefined && <p className={classes['note']}>{ignored}</p>}
      <Loaded query={query} what="the users">
        {({ pages }) => {
          const users = pages.flatMap((page) => page.users)
          return users.length > 0 ? (
            <UserTable users={users} />
          ) : (
            <p className={classes['note']} role="status">
              {filtered ? 'No user matches this. ' : 'There is no user that you may see.'}
              {filtered && (
                <Button variant="default" onClick={() => setFilter({})}>
                  Clear filters
                </Button>
              )}
            </p>
          )
        }}
      </Loaded>
      {query.hasNextPage && (
        <p className={classes['note']}>
          <Button variant="default" onClick={() => void query.fetchNextPage()}>
            Show more users
          </Button>
        </p>
      )}
      {adding && <NewUser onClose={() => setAdding(false)} />}
    </>
  )
}
