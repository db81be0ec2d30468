import type { Assignment, AssignmentBody } from '@argus/contracts/http/roles'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'

export interface AssignmentsQuery {
  readonly user?: string | undefined
  readonly role?: string | undefined
  readonly cluster?: string | undefined
  /** The last id of the page before. */
  readonly after?: string | undefined
  readonly limit: number
}

export interface AssignmentsPage {
  readonly assignments: Assignment[]
  readonly next: string | null
}

/** Who has which role where. */
export async function assignmentsOf(
  db: AuthDatabase,
  { user, role, cluster, after, limit }: AssignmentsQuery,
): Promise<AssignmentsPage> {
  const rows = await selectAssignments(db)
    .$if(user !== undefined, (query) => query.where('user_roles.user_id', '=', user ?? ''))
    .$if(role !== undefined, (query) => query.where('user_roles.role_id', '=', role ?? ''))
    .$if(cluster !== undefined, (query) => query.where('user_roles.cluster_id', '=', cluster ?? ''))
    .$if(after !== undefined, (query) => query.where('user_roles.id', '>', after ?? ''))
    .orderBy('user_roles.id')
    .limit(limit + 1)
    .execute()
  const assignments = rows.slice(0, limit).map(told)
  return { assignments, next: rows.length > limit ? (assignments.at(-1)?.id ?? null) : null }
}

/** All that a user has. */
export async function assignmentsOfUser(
  db: AuthDatabase,
  userId: string,
): Promise<readonly Assignment[]> {
  const rows = await selectAssignments(db).where('user_roles.user_id', '=', userId).execute()
  return rows.map(told)
}

/** An assignment; throws a Refusal where there is none. */
export async function assignmentById(db: AuthDatabase, id: string): Promise<Assignment> {
  const row = await selectAssignments(db).where('user_roles.id', '=', id).executeTakeFirst()
  if (row === undefined) throw new Refusal('not_found', 'no such assignment')
  return told(row)
}

/** Stores an assignment by hand; throws a Refusal where there is the same one already, or no such user. */
export async function insertAssignment(
  tx: AuthTransaction,
  { userId, roleId, cluster, namespace }: AssignmentBody,
  at: Date,
): Promise<Assignment> {
  // Held until the commit, so that a user who is being deleted is an answer and not an error.
  const user = await tx
    .selectFrom('users')
    .select('id')
    .where('id', '=', userId)
    .forKeyShare()
    .executeTakeFirst()
  if (user === undefined) throw new Refusal('not_found', 'no such user')
  const made = await tx
    .insertInto('user_roles')
    .values({ user_id: userId, role_id: roleId, cluster_id: cluster, namespace, created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (made === undefined) throw new Refusal('conflict', 'the user has this role there already')
  return assignmentById(tx, made.id)
}

/** Takes an assignment away that was made by hand; one by a provider's groups would be back at the next login. */
export async function deleteAssignment(
  tx: AuthTransaction,
  { id, source }: Assignment,
): Promise<void> {
  if (source === 'provider') {
    throw new Refusal(
      'conflict',
      'the identity provider gives this role at each login; take the user out of the group there, or change the mapping of groups',
    )
  }
  await tx.deleteFrom('user_roles').where('id', '=', id).execute()
}

function selectAssignments(db: AuthDatabase) {
  return db
    .selectFrom('user_roles')
    .innerJoin('users', 'users.id', 'user_roles.user_id')
    .innerJoin('roles', 'roles.id', 'user_roles.role_id')
    .select([
      'user_roles.id',
      'user_roles.user_id as userId',
      'users.email',
      'user_roles.role_id as roleId',
      'roles.name as role',
      'user_roles.cluster_id as cluster',
      'user_roles.namespace',
      'user_roles.source',
      'user_roles.created_at as createdAt',
    ])
}

const told = ({
  createdAt,
  ...row
}: Omit<Assignment, 'createdAt'> & { readonly createdAt: Date }): Assignment => ({
  ...row,
  createdAt: createdAt.toISOString(),
})
