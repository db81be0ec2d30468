import { usersEndpoints, type UserPatch } from '@argus/contracts/http/users'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'

import type { Announcer } from '../ledger/announcer.ts'
import { audit } from '../ledger/audit.ts'
import { post } from '../ledger/notice.ts'
import { auditOf, withAuthority } from '../session/authority.ts'
import {
  accountById,
  accounts,
  insertAccount,
  lockAccount,
  renameAccount,
} from '../user/accounts.ts'
import { refuseTakeOver } from '../user/escalation.ts'
import { oneTimeColumns, oneTimePassword, type OneTimeColumns } from '../user/one-time-password.ts'
import type { Passwords } from '../user/password-hash.ts'
import { requireGoodPassword } from '../user/password-policy.ts'
import { json, type Caller } from './call.ts'
import { requireRecent } from './recent.ts'
import { guarded, type Route } from './route.ts'
import { inFull, mayListRoles } from './user-in-full.ts'

export interface UsersOptions {
  readonly db: AuthDatabase
  readonly passwords: Passwords
  readonly announcer: Announcer
  readonly clock: { now(): number }
}

/** `/api/users`: who there is. A user begins without a role. */
export function users(options: UsersOptions): readonly Route[] {
  return [list(options), get(options), create(options), change(options)]
}

function list({ db, clock }: UsersOptions): Route {
  return guarded(usersEndpoints.list, async ({ query }, { grants }) => {
    // Who has a role is told to nobody who may not ask it otherwise.
    if (query.role !== undefined && !mayListRoles(grants))
      throw new Refusal('not_allowed', 'to ask by role takes the right to list roles')
    const { users, next } = await accounts(db, query)
    return json({ users: await inFull(users, { db, grants, now: clock.now() }), next })
  })
}

function get({ db, clock }: UsersOptions): Route {
  return guarded(usersEndpoints.get, async ({ params }, { grants }) => {
    const account = await accountById(db, params.id)
    const [user] = await inFull([account], { db, grants, now: clock.now() })
    if (user === undefined) throw new Refusal('not_found', 'no such user')
    return json(user)
  })
}

function create({ db, passwords, clock }: UsersOptions): Route {
  return guarded(usersEndpoints.create, async ({ body }, { session, origin }) => {
    const now = clock.now()
    const { email, displayName } = body
    const { columns, generated } = await passwordFor(body, passwords, now)
    const change = { session, origin, now }
    const user = await withAuthority(db, change, async (tx) => {
      const account = { email, displayName, password: columns, at: new Date(now) }
      const made = await insertAccount(tx, account)
      const details = { email, displayName, source: 'manual' }
      await audit(tx, origin, [
        {
          ...auditOf(change),
          action: 'user.created',
          resource: 'users',
          target: made.id,
          details,
        },
      ])
      return made
    })
    return { ...json({ user, oneTimePassword: generated }), status: 201 }
  })
}

interface ChosenPassword {
  readonly columns: OneTimeColumns
  /** What nobody chose, and the caller must be told. */
  readonly generated: string | null
}

/** Whoever chose it, it is not its owner's own yet. */
async function passwordFor(
  { email, password }: { readonly email: string; readonly password?: string | undefined },
  passwords: Passwords,
  now: number,
): Promise<ChosenPassword> {
  if (password === undefined) {
    const made = await oneTimePassword(passwords, now)
    return { columns: made.columns, generated: made.password }
  }
  requireGoodPassword(password, { email, secondFactor: false })
  return { columns: oneTimeColumns(await passwords.hash(password), now), generated: null }
}

function change(options: UsersOptions): Route {
  const { db, announcer, clock } = options
  return guarded(usersEndpoints.change, async ({ params: { id }, body }, caller) => {
    // Whoever receives a user's mail is half of that user.
    if (body.email !== undefined) requireRecent(caller.session, clock.now())
    announcer.announce(await changeUser(options, caller, { id, ...body }))
    return json(await accountById(db, id))
  })
}

async function changeUser(
  { db, clock }: UsersOptions,
  { session, origin }: Caller,
  { id, ...patch }: UserPatch & { readonly id: string },
) {
  const change = { session, origin, now: clock.now() }
  return withAuthority(db, change, async (tx, own) => {
    const before = await lockAccount(tx, id)
    await refuseTakeOver(tx, own, id)
    const after = {
      id,
      email: patch.email ?? before.email,
      displayName: patch.displayName ?? before.displayName,
    }
    const details = {
      ...differing('email', before.email, after.email),
      ...differing('displayName', before.displayName, after.displayName),
    }
    if (Object.keys(details).length === 0) return []
    await renameAccount(tx, after)
    await audit(tx, origin, [
      { ...auditOf(change), action: 'user.changed', resource: 'users', target: id, details },
    ])
    return post(tx, [{ type: 'user_changed', userId: id }], new Date(change.now))
  })
}

const differing = (name: string, from: string, to: string): object =>
  from === to ? {} : { [name]: { from, to } }
