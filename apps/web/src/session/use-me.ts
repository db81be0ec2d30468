import { meSchema, type Me } from '@argus/contracts/http/auth'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'

import { call } from './api.ts'
import { areasOf, type Area } from './may.ts'
import { useSession } from './session-context.tsx'

/** What is asked again when the reader has changed their own rights. */
export const ME_KEY = ['me'] as const

/** Who is logged in, and what they may do. */
export function useMe(): UseQueryResult<Me> {
  const session = useSession()
  return useQuery({
    queryKey: ME_KEY,
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const { text } = await session.token({ fresh: false })
      const me = await call({ path: '/api/auth/me', token: text, answer: meSchema, signal })
      if (me.mustChangePassword) session.passwordMustChange()
      return me
    },
  })
}

/** What the reader may open; none of it before that is known. */
export function useAreas(): ReadonlySet<Area> {
  const { data } = useMe()
  return areasOf(data?.grants ?? [])
}
