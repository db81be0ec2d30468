import { rolesEndpoints, type Role } from '@argus/contracts/http/roles'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'

import { may } from '../../session/may.ts'
import { useMe } from '../../session/use-me.ts'
import { useCalls } from '../calls/use-calls.ts'

/** All roles, by name; not asked for where the reader may not list them. */
export function useRoles(): UseQueryResult<readonly Role[]> {
  const calls = useCalls()
  const grants = useMe().data?.grants ?? []
  return useQuery({
    queryKey: ['roles', 'all'],
    enabled: may(grants, rolesEndpoints.list.access.permission),
    queryFn: async () => {
      const all: Role[] = []
      for (let after: string | null = ''; after !== null;) {
        const path: string = `/api/roles?limit=200${after === '' ? '' : `&after=${after}`}`
        const page = await calls.ask({ path, answer: rolesEndpoints.list.answers[200] })
        all.push(...page.roles)
        after = page.next
      }
      return all
    },
  })
}
