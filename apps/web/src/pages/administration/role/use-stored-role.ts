import {
  assignmentsSchema,
  roleWithPermissionsSchema,
  type Assignment,
} from '@argus/contracts/http/roles'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'

import { useCalls, type Calls } from '../../calls/use-calls.ts'
import type { Stored } from './role-draft.ts'

export const ROLES_PATH = '/api/roles'
export const ROLES_KEY = ['roles'] as const

/** A role and all that have it, as they are when the page opens: an editor's ground does not move by itself. */
export function useStoredRole(id: string): UseQueryResult<Stored> {
  const calls = useCalls()
  return useQuery({
    queryKey: [...ROLES_KEY, id],
    queryFn: () => readRole(calls, id),
    staleTime: Infinity,
    gcTime: 0,
  })
}

export async function readRole(calls: Calls, id: string): Promise<Stored> {
  const [role, assignments] = await Promise.all([
    calls.ask({ path: `${ROLES_PATH}/${id}`, answer: roleWithPermissionsSchema }),
    readAssignments(calls, `role=${id}`),
  ])
  return { role, assignments }
}

/** All of them, page after page. */
async function readAssignments(calls: Calls, query: string): Promise<readonly Assignment[]> {
  const read: Assignment[] = []
  let after: string | null = ''
  while (after !== null) {
    const page: { assignments: Assignment[]; next: string | null } = await calls.ask({
      path: `${ROLES_PATH}/assignments?${query}&limit=200${after === '' ? '' : `&after=${after}`}`,
      answer: assignmentsSchema,
    })
    read.push(...page.assignments)
    after = page.next
  }
  return read
}
