import { useParams, useSearch } from '@tanstack/react-router'
import { useEffect, type ReactElement } from 'react'

import { LostPart } from '../components/lost.tsx'
import { ApiError } from '../session/api-error.ts'
import { useMe } from '../session/use-me.ts'
import { draftOf } from './administration/role/role-draft.ts'
import { RoleEditor } from './administration/role/role-editor.tsx'
import { useStoredRole } from './administration/role/use-stored-role.ts'
import { Loaded } from './calls/loaded.tsx'
import { plainText } from '../live/words.ts'

/** One role, or one that is still to be made: empty, or a copy of another. */
export default function RolePage(): ReactElement {
  const { role } = useParams({ from: '/shell/admin/roles/$role' })
  const { copy } = useSearch({ from: '/shell/admin/roles/$role' })
  useEffect(() => {
    document.title = `${role === 'new' ? 'New role' : 'Role'} · Administration · Argus`
  }, [role])
  if (role !== 'new') return <StoredRole key={role} id={role} isCopied={false} />
  return copy === undefined ? <EmptyRole /> : <StoredRole key={`copy ${copy}`} id={copy} isCopied />
}

function StoredRole({ id, isCopied }: StoredRoleProps): ReactElement {
  const me = useMe()
  const query = useStoredRole(id)
  const title = query.data?.role?.name
  useEffect(() => {
    if (title !== undefined && !isCopied) document.title = `${plainText(title)} · Roles · Argus`
  }, [title, isCopied])
  const { error } = query
  if (error instanceof ApiError && NOT_THERE.has(error.code)) return <LostPart />
  return (
    <Loaded query={me} what="what you may do">
      {(who) => (
        <Loaded query={query} what="this role">
          {(stored) =>
            stored.role !== undefined &&
            (isCopied ? (
              <RoleEditor
                me={who}
                initial={NOTHING}
                template={draftOf({
                  ...stored.role,
                  name: `${stored.role.name}-copy`.slice(0, 63),
                })}
              />
            ) : (
              <RoleEditor me={who} initial={stored} template={draftOf(stored.role)} />
            ))
          }
        </Loaded>
      )}
    </Loaded>
  )
}

interface StoredRoleProps {
  readonly id: string
  readonly isCopied: boolean
}

function EmptyRole(): ReactElement {
  const me = useMe()
  return (
    <Loaded query={me} what="what you may do">
      {(who) => (
        <RoleEditor
          me={who}
          initial={NOTHING}
          template={draftOf({ name: '', description: '', permissions: [] })}
        />
      )}
    </Loaded>
  )
}

const NOTHING = { role: undefined, assignments: [] }

/** An address that is no id is refused as one that cannot be read. */
const NOT_THERE: ReadonlySet<ApiError['code']> = new Set([
  'not_found',
  'not_allowed',
  'invalid_request',
])
