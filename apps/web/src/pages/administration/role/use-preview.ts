import { previewSchema, type Preview } from '@argus/contracts/http/roles'
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'

import { useCalls } from '../../calls/use-calls.ts'
import { isSame, type RoleDraft, type Stored } from './role-draft.ts'
import { ROLES_PATH } from './use-stored-role.ts'

/** What somebody may do today and under the draft, as auth answers it; nothing of the draft is stored. */
export function usePreview(
  userId: string,
  stored: Stored,
  draft: RoleDraft,
): UseQueryResult<Preview> {
  const calls = useCalls()
  const body = { userId, draft: draftBody(userId, stored, draft) }
  return useQuery({
    queryKey: ['role-preview', body],
    placeholderData: keepPreviousData,
    gcTime: 0,
    queryFn: ({ signal }) =>
      calls.ask({
        path: `${ROLES_PATH}/preview`,
        method: 'POST',
        body,
        answer: previewSchema,
        signal,
      }),
  })
}

/** As much of the draft as is about this user. */
function draftBody(userId: string, { role, assignments }: Stored, draft: RoleDraft) {
  const permissions = [...draft.permissions]
  const places = draft.granted
    .filter((holder) => holder.userId === userId)
    .map(({ cluster, namespace }) => ({ cluster, namespace }))
  if (role === undefined) return { made: places.map((place) => ({ permissions, ...place })) }
  return {
    add: places.map((place) => ({ roleId: role.id, ...place })),
    remove: assignments
      .filter((one) => one.userId === userId && draft.removed.has(one.id))
      .map(({ id }) => id),
    permissions: isSame(role.permissions, permissions) ? [] : [{ roleId: role.id, permissions }],
  }
}
