import { preferencesSchema } from '@argus/contracts/http/me'
import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query'

import { call } from './api.ts'
import type { Session } from './session.ts'
import { useSession } from './session-context.tsx'

/** What Argus keeps for a user, by what keeps it. Each part reads its own and leaves the others. */
export type Settings = Readonly<Record<string, unknown>>

const PATH = '/api/users/me/preferences'
const KEY = ['preferences'] as const

export function useSettings(): UseQueryResult<Settings> {
  const session = useSession()
  return useQuery({ queryKey: KEY, staleTime: Infinity, queryFn: () => read(session) })
}

/** Changes what is kept. It is read again first: another tab may have changed another part. */
export function useChangeSettings(): UseMutationResult<
  Settings,
  Error,
  (settings: Settings) => Settings,
  Settings | undefined
> {
  const session = useSession()
  const queries = useQueryClient()
  return useMutation({
    // Shown at once; what could not be kept is taken back.
    onMutate: (change) => {
      const before = queries.getQueryData<Settings>(KEY)
      if (before !== undefined) queries.setQueryData(KEY, change(before))
      return before
    },
    mutationFn: async (change) => {
      const settings = change(await read(session))
      const { text } = await session.token({ fresh: false })
      const body = { settings }
      return (
        await call({ path: PATH, method: 'PUT', body, token: text, answer: preferencesSchema })
      ).settings
    },
    onSuccess: (settings) => queries.setQueryData(KEY, settings),
    onError: (_error, _change, before) => queries.setQueryData(KEY, before),
  })
}

async function read(session: Session): Promise<Settings> {
  const { text } = await session.token({ fresh: false })
  return (await call({ path: PATH, token: text, answer: preferencesSchema })).settings
}
