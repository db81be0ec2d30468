import { randomUUID } from 'node:crypto'

import type { ProviderLoginError } from '@argus/contracts/http/oidc'
import type { Notice } from '@argus/contracts/notice'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'

import { audit } from '../ledger/audit.ts'
import { post } from '../ledger/notice.ts'
import type { RequestOrigin } from '../ledger/request-origin.ts'
import { openSessionIn } from '../session/open.ts'
import type { Head } from '../token/sign.ts'
import { lockAuthority } from '../user/administrators.ts'
import { grantsOfUser, raiseAuthzVersion } from '../user/grants.ts'
import { rolesOfGroups, type RoleMapping } from '../user/role-mapping.ts'
import { userByEmail, userById, type User } from '../user/users.ts'
import type { Identity } from './identity.ts'
import { setProviderRoles } from './provider-roles.ts'

export interface ProviderLogin {
  readonly identity: Identity
  readonly roleMapping: RoleMapping
  readonly origin: RequestOrigin
  readonly now: number
}

/** What came of it, committed. A refused login may have cost its user the roles that the groups no longer give. */
export type ProviderLoggedIn =
  | { readonly type: 'in'; readonly head: Head; readonly notices: readonly Notice[] }
  | {
      readonly type: 'refused'
      readonly code: ProviderLoginError
      readonly notices: readonly Notice[]
    }

/**
 * Logs in whoever the provider named, in one transaction: the user that this issuer and subject are, or a new one where
 * the groups give a role; with the roles that the groups give now. A user of the same e-mail address is somebody else.
 * Logins take turns: of two first ones of an identity the second finds the user that the first has made.
 */
export async function logInByProvider(
  db: AuthDatabase,
  login: ProviderLogin,
): Promise<ProviderLoggedIn> {
  const { identity, origin, now } = login
  return db.transaction().execute(async (tx) => {
    await lockAuthority(tx)
    const wanted = rolesOfGroups(identity.groups, login.roleMapping)
    const known = await userOf(tx, identity)
    if (known === undefined && wanted.length === 0) return refuse(tx, login, 'no_role')
    const user = known ?? (await makeUser(tx, login))
    if (user === undefined) return refuse(tx, login, 'email_taken')
    if (user.disabledAt !== null) return refuse(tx, login, 'account_disabled')
    const changed = await setProviderRoles(tx, { user, wanted, origin, at: new Date(now) })
    const news = changed ? await raiseAuthzVersion(tx, [user.id]) : []
    const entered = await enter(tx, login, user)
    return { ...entered, notices: [...entered.notices, ...(await post(tx, news, new Date(now)))] }
  })
}

async function userOf(
  tx: AuthTransaction,
  { issuer, subject }: Identity,
): Promise<User | undefined> {
  const row = await tx
    .selectFrom('identities')
    .innerJoin('users', 'users.id', 'identities.user_id')
    .select('users.id')
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .forUpdate('users')
    .executeTakeFirst()
  return row && userById(tx, row.id)
}

/** `undefined` where the e-mail address is a user's already. */
async function makeUser(
  tx: AuthTransaction,
  { identity, origin, now }: ProviderLogin,
): Promise<User | undefined> {
  const { issuer, subject, email, displayName } = identity
  if ((await userByEmail(tx, email)) !== undefined) return undefined
  const id = randomUUID()
  const at = new Date(now)
  const made = await tx
    .insertInto('users')
    .values({ id, email, display_name: displayName, password_hash: null, created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (made === undefined) return undefined
  await tx.insertInto('identities').values({ issuer, subject, user_id: id }).execute()
  await audit(tx, origin, [
    {
      at,
      action: 'user.created',
      outcome: 'ok',
      resource: 'users',
      target: id,
      actor: { id, email },
      details: { source: 'provider', issuer, subject },
    },
  ])
  return userById(tx, id)
}

async function enter(
  tx: AuthTransaction,
  login: ProviderLogin,
  user: User,
): Promise<ProviderLoggedIn> {
  const { identity, origin, now } = login
  if ((await grantsOfUser(tx, user.id)).length === 0) return refuse(tx, login, 'no_role')
  const opened = await openSessionIn(tx, {
    user,
    proof: { type: 'provider' },
    amr: identity.amr,
    // A provider that does not say when it asked for the credentials may have done so weeks ago.
    authTime: new Date(Math.min(identity.authTime?.getTime() ?? 0, now)),
    origin,
    now,
  })
  if (opened === undefined) return refuse(tx, login, 'account_disabled')
  return { type: 'in', head: opened.head, notices: opened.notices }
}

/** Committed as well: history has the refusal, and what the groups no longer give is gone. */
async function refuse(
  tx: AuthTransaction,
  { identity, origin, now }: ProviderLogin,
  code: ProviderLoginError,
): Promise<ProviderLoggedIn> {
  const { issuer, subject } = identity
  await auditRefusal(tx, { origin, now, details: { reason: code, issuer, subject } })
  return { type: 'refused', code, notices: [] }
}

export interface RefusedProviderLogin {
  readonly origin: RequestOrigin
  readonly now: number
  /** The code, and who it was where the provider said so. */
  readonly details: {
    readonly reason: ProviderLoginError
    readonly issuer: string
    readonly subject?: string
  }
}

/** Writes down that a login by the provider was refused. */
export async function auditRefusal(
  db: AuthDatabase,
  { origin, now, details }: RefusedProviderLogin,
): Promise<void> {
  const at = new Date(now)
  await audit(db, origin, [
    { at, action: 'login.failed', outcome: 'refused', resource: 'sessions', details },
  ])
}
