import { previewSchema, rolesEndpoints, type Preview } from '@argus/contracts/http/roles'
import type { UserInFull } from '@argus/contracts/http/users'
import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'

import { Block } from '../../components/block.tsx'
import { may } from '../../session/may.ts'
import { useMe } from '../../session/use-me.ts'
import { Loaded } from '../calls/loaded.tsx'
import { useCalls } from '../calls/use-calls.ts'
import { RightLines } from './right-lines.tsx'
import { userKey } from './user-key.ts'

/** What may this person see? All that their roles come to. */
export function Rights({ user }: { readonly user: UserInFull }): ReactElement | null {
  const calls = useCalls()
  const grants = useMe().data?.grants ?? []
  const mayAsk = may(grants, rolesEndpoints.preview.access.permission)
  const query = useQuery({
    queryKey: [...userKey(user.id), 'rights'],
    enabled: mayAsk,
    queryFn: () =>
      calls.ask({
        path: '/api/roles/preview',
        method: 'POST',
        body: { userId: user.id },
        answer: previewSchema,
      }),
  })
  if (!mayAsk) return null
  return (
    <Block
      title="What may this person see?"
      lead="All that the roles come to. Secrets, tokens of service accounts and signing requests are in it only where they are named."
    >
      <Loaded query={query} what="what this user may do">
        {({ today, suspended }) => (
          <>
            {suspended !== null && <p role="status">{SUSPENDED[suspended]}</p>}
            {today.scopes.length === 0 ? <p>Nothing.</p> : <RightLines scopes={today.scopes} />}
          </>
        )}
      </Loaded>
    </Block>
  )
}

const SUSPENDED: Readonly<Record<NonNullable<Preview['suspended']>, string>> = {
  disabled: 'None of it at present: this user is disabled.',
  password_change_required:
    'None of it at present: they must choose a password of their own first.',
}
