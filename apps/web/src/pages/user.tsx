import { usersEndpoints } from '@argus/contracts/http/users'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useEffect, type ReactElement } from 'react'

import { LostPart } from '../components/lost.tsx'
import { plainText } from '../live/words.ts'
import { ApiError } from '../session/api-error.ts'
import { Loaded } from './calls/loaded.tsx'
import { useCalls } from './calls/use-calls.ts'
import { Access } from './user/access.tsx'
import { ApiKeys } from './user/api-keys.tsx'
import { Grants } from './user/grants.tsx'
import { History } from './user/history.tsx'
import { LogIn } from './user/log-in.tsx'
import { Rights } from './user/rights.tsx'
import { Sessions } from './user/sessions.tsx'
import { userKey } from './user/user-key.ts'
import { userName } from './users/user-words.ts'
import { UserState } from './users/user-state.tsx'
import classes from './users.module.css'

/** A user: what they may do, where they are logged in, and how. */
export default function User(): ReactElement {
  const { id } = useParams({ from: '/shell/admin/users/$id' })
  const calls = useCalls()
  const query = useQuery({
    queryKey: userKey(id),
    queryFn: () =>
      calls.ask({
        path: `/api/users/${encodeURIComponent(id)}`,
        answer: usersEndpoints.get.answers[200],
      }),
  })
  const name = query.data === undefined ? 'A user' : userName(query.data)
  useEffect(() => {
    document.title = `${name} · Users · Argus`
  }, [name])
  const { error } = query
  if (error instanceof ApiError && NOT_THERE.includes(error.code)) return <LostPart />
  return (
    <div className={classes['user']}>
      <p>
        <Link to="/admin/users">All users</Link>
      </p>
      <Loaded query={query} what="this user">
        {(user) => (
          <>
            <div className={classes['who']}>
              <h1 dir="auto">{name}</h1>
              <UserState user={user} />
              <span dir="auto">{plainText(user.email)}</span>
            </div>
            <Grants user={user} />
            <Rights user={user} />
            <Sessions user={user} />
            <ApiKeys user={user} />
            <LogIn user={user} />
            <Access user={user} />
            <History id={user.id} />
          </>
        )}
      </Loaded>
    </div>
  )
}

/** An id that is none is refused before it is looked for. */
const NOT_THERE: readonly ApiError['code'][] = ['not_found', 'not_allowed', 'invalid_request']
