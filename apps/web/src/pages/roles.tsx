import { rolesSchema, type ListedRole } from '@argus/contracts/http/roles'
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, type ReactElement } from 'react'

import { counted, plainText } from '../live/words.ts'
import { useMe } from '../session/use-me.ts'
import { may } from '../session/may.ts'
import { ROLES_KEY, ROLES_PATH } from './administration/role/use-stored-role.ts'
import { permissionsInShort } from './administration/role/permissions-in-short.ts'
import { Loaded } from './calls/loaded.tsx'
import { useCalls } from './calls/use-calls.ts'
import classes from './administration/roles.module.css'

/** What there is to be allowed. */
export default function Roles(): ReactElement {
  const calls = useCalls()
  const { data: me } = useMe()
  useEffect(() => {
    document.title = 'Roles · Administration · Argus'
  }, [])
  const query = useInfiniteQuery({
    queryKey: ROLES_KEY,
    initialPageParam: '',
    getNextPageParam: ({ next }: { readonly next: string | null }) => next,
    queryFn: ({ pageParam: after }) =>
      calls.ask({
        path: `${ROLES_PATH}?limit=100${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`,
        answer: rolesSchema,
      }),
  })
  const mayMake = may(me?.grants ?? [], { resource: 'roles', verb: 'create' })
  return (
    <>
      <header className={classes['head']}>
        <h1>Roles</h1>
        {mayMake && (
          <Button
            size="xs"
            renderRoot={(props) => (
              <Link {...props} to="/admin/roles/$role" params={{ role: 'new' }} />
            )}
          >
            New role
          </Button>
        )}
      </header>
      <Loaded query={query} what="the roles">
        {({ pages }) => (
          <table className={classes['table']}>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Kind</th>
                <th scope="col" className={classes['number']}>
                  Held by
                </th>
                <th scope="col">Permits</th>
              </tr>
            </thead>
            <tbody>
              {pages
                .flatMap(({ roles }) => roles)
                .map((role) => (
                  <RoleLine key={role.id} role={role} />
                ))}
            </tbody>
          </table>
        )}
      </Loaded>
      {query.hasNextPage && (
        <Button m={16} variant="default" onClick={() => void query.fetchNextPage()}>
          Show more roles
        </Button>
      )}
    </>
  )
}

function RoleLine({ role }: { readonly role: ListedRole }): ReactElement {
  return (
    <tr>
      <th scope="row">
        <Link to="/admin/roles/$role" params={{ role: role.id }} dir="auto">
          {plainText(role.name)}
        </Link>
      </th>
      <td>{role.builtIn ? 'built-in' : 'own'}</td>
      <td className={classes['number']}>
        {role.holders === 0 ? 'nobody' : counted(role.holders, 'account')}
      </td>
      <td>
        <span>{permissionsInShort(role.permissions)}</span>
        {role.description !== '' && <small dir="auto">{plainText(role.description)}</small>}
      </td>
    </tr>
  )
}
