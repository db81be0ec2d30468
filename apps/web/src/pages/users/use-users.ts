import { usersEndpoints } from '@argus/contracts/http/users'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'

import { useCalls } from '../calls/use-calls.ts'
import type { UserFilter } from './user-filters.tsx'

export const USERS_KEY = ['users'] as const

/** The users of a filter, page by page; while another filter is asked for, what was there stays. */
export function useUsers(filter: UserFilter) {
  const calls = useCalls()
  const [search] = useDebouncedValue(filter.q ?? '', TYPING_MS)
  const asked = { search, role: filter.role ?? '', state: filter.state ?? '' }
  return useInfiniteQuery({
    queryKey: [...USERS_KEY, asked],
    placeholderData: keepPreviousData,
    initialPageParam: '',
    getNextPageParam: ({ next }: { readonly next: string | null }) => next,
    queryFn: ({ pageParam: after }) => {
      const given = Object.entries({ ...asked, after }).filter(([, value]) => value !== '')
      const query = new URLSearchParams(given).toString()
      const path = query === '' ? '/api/users' : `/api/users?${query}`
      return calls.ask({ path, answer: usersEndpoints.list.answers[200] })
    },
  })
}

const TYPING_MS = 200
