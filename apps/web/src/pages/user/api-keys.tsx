import { apiKeysEndpoints, type ApiKey } from '@argus/contracts/http/api-keys'
import type { UserInFull } from '@argus/contracts/http/users'
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'

import { Block, Entries } from '../../components/block.tsx'
import { KeyEntry } from '../../components/key-entry.tsx'
import { may } from '../../session/may.ts'
import { useMe } from '../../session/use-me.ts'
import { Loaded } from '../calls/loaded.tsx'
import { RevokeKey } from '../calls/revoke-key.tsx'
import { useCalls } from '../calls/use-calls.ts'
import { userKey } from './user-key.ts'
import { useUserChanged } from './use-user-changed.ts'

/** The keys that a user made for scripts. */
export function ApiKeys({ user }: { readonly user: UserInFull }): ReactElement | null {
  const calls = useCalls()
  const grants = useMe().data?.grants ?? []
  const [revoked, setRevoked] = useState<ApiKey>()
  const changed = useUserChanged(user.id)
  const mayList = may(grants, apiKeysEndpoints.listOfUser.access.permission)
  const mayRevoke = may(grants, apiKeysEndpoints.revokeOfUser.access.permission)
  const path = `/api/users/${user.id}/api-keys`
  const query = useInfiniteQuery({
    queryKey: [...userKey(user.id), 'api-keys'],
    enabled: mayList,
    initialPageParam: '',
    getNextPageParam: ({ next }: { readonly next: string | null }) => next,
    queryFn: ({ pageParam: after }) =>
      calls.ask({
        path: after === '' ? path : `${path}?after=${after}`,
        answer: apiKeysEndpoints.listOfUser.answers[200],
      }),
  })
  if (!mayList) return null
  return (
    <Block
      title="API keys"
      lead="A key does some of what its owner may. A revoked one stops at once."
    >
      <Loaded query={query} what="the keys of this user">
        {({ pages }) => {
          const keys = pages.flatMap(({ apiKeys }) => apiKeys)
          if (keys.length === 0) return <p>None.</p>
          return (
            <Entries label="API keys">
              {keys.map((key) => (
                <KeyEntry
                  key={key.id}
                  apiKey={key}
                  onRevoke={mayRevoke ? () => setRevoked(key) : undefined}
                />
              ))}
            </Entries>
          )
        }}
      </Loaded>
      {query.hasNextPage && (
        <Button mt={12} variant="default" onClick={() => void query.fetchNextPage()}>
          Show older keys
        </Button>
      )}
      {revoked !== undefined && (
        <RevokeKey
          apiKey={revoked}
          path={path}
          onRevoked={changed}
          onClose={() => setRevoked(undefined)}
        />
      )}
    </Block>
  )
}
