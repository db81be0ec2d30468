import { useQueryClient } from '@tanstack/react-query'

import { ME_KEY } from '../../session/use-me.ts'
import { USERS_KEY } from '../users/use-users.ts'
import { userKey } from './user-key.ts'

/** Has all that is shown of a user asked again; the reader's own rights, too: it may be them. */
export function useUserChanged(id: string): () => Promise<void> {
  const queries = useQueryClient()
  return async () => {
    await Promise.all(
      [userKey(id), USERS_KEY, ME_KEY].map((queryKey) => queries.invalidateQueries({ queryKey })),
    )
  }
}
