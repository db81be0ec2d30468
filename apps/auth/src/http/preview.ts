import { allowsEverywhere } from '@argus/access/allows'
import {
  rolesEndpoints,
  type Draft,
  type Preview,
  type PreviewBody,
} from '@argus/contracts/http/roles'
import { Refusal } from '@argus/contracts/refusal-code'
import { INTERNAL_GROUP } from '@argus/contracts/topic'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'

import { accountById } from '../user/accounts.ts'
import { assignmentsOfUser } from '../user/assignments.ts'
import { draftGrants, type RoleContents } from '../user/draft-grants.ts'
import { effectiveRights } from '../user/effective-rights.ts'
import { roleById } from '../user/roles.ts'
import { json } from './call.ts'
import { guarded, type Route } from './route.ts'

/** `POST /api/roles/preview`: what a user may do, today and under a draft that nobody stores. */
export function preview({ db }: { readonly db: AuthDatabase }): Route {
  return guarded(rolesEndpoints.preview, async ({ body }, { grants }) => {
    if (!allowsEverywhere(grants, { group: INTERNAL_GROUP, resource: 'users', verb: 'get' }))
      throw new Refusal(
        'not_allowed',
        'this takes the right to get users as well; ask an administrator for it',
      )
    return json(await read(db, body))
  })
}

/** Of one moment, and without the right to write anything. */
async function read(db: AuthDatabase, body: PreviewBody): Promise<Preview> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((tx) => previewIn(tx, body))
}

const NOTHING_CHANGED: Draft = { add: [], remove: [], permissions: [], made: [] }

async function previewIn(
  tx: AuthTransaction,
  { userId, draft, questions }: PreviewBody,
): Promise<Preview> {
  const user = await accountById(tx, userId)
  const assigned = await assignmentsOfUser(tx, userId)
  const named = draft === undefined ? [] : [...draft.add, ...draft.permissions]
  const roles = await contentsOf(tx, [...assigned, ...named])
  const under = (one: Draft) => effectiveRights(draftGrants(assigned, roles, one), questions)
  requireOwn(assigned, draft)
  return {
    userId,
    suspended: suspensionOf(user),
    today: under(NOTHING_CHANGED),
    draft: draft === undefined ? null : under(draft),
  }
}

async function contentsOf(
  tx: AuthTransaction,
  named: readonly { readonly roleId: string }[],
): Promise<RoleContents> {
  const roles = new Map<string, Awaited<ReturnType<typeof roleById>>>()
  for (const id of new Set(named.map(({ roleId }) => roleId))) roles.set(id, await roleById(tx, id))
  return roles
}

/** A draft that takes away what the user does not have would show nothing, and mean something else. */
function requireOwn(assigned: readonly { readonly id: string }[], draft: Draft | undefined): void {
  const own = new Set(assigned.map(({ id }) => id))
  if (draft?.remove.some((id) => !own.has(id)))
    throw new Refusal('not_found', 'the draft takes away an assignment that the user does not have')
}

function suspensionOf({
  disabledAt,
  mustChangePassword,
}: {
  readonly disabledAt: string | null
  readonly mustChangePassword: boolean
}): Preview['suspended'] {
  if (disabledAt !== null) return 'disabled'
  return mustChangePassword ? 'password_change_required' : null
}
