import { assignmentSchema } from '@argus/contracts/http/roles'

import { useCalls } from '../calls/use-calls.ts'

/** Gives a user the role that the fields of a form name; throws an ApiError. */
export function useGiveRole(): (userId: string, field: (name: string) => string) => Promise<void> {
  const calls = useCalls()
  return async (userId, field) => {
    const orNone = (name: string) => (field(name) === '' ? null : field(name))
    const place = { cluster: orNone('cluster'), namespace: orNone('namespace') }
    const body = { userId, roleId: field('role'), ...place }
    const path = '/api/roles/assignments'
    await calls.ask({ path, method: 'POST', body, answer: assignmentSchema })
  }
}
