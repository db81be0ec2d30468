import { createHash, timingSafeEqual } from 'node:crypto'

import { allows, allowsEverywhere } from '@argus/access/allows'
import type { AdministrationPermission, SessionAccess } from '@argus/contracts/endpoint'
import type { Grant } from '@argus/contracts/grant'
import { Refusal } from '@argus/contracts/refusal-code'
import { INTERNAL_GROUP } from '@argus/contracts/topic'
import type { AuthDatabase } from '@argus/db/auth'

import { isAlive } from '../session/liveness.ts'
import { mustEnrol, type SecondFactorRule } from '../session/second-factor-rule.ts'
import { isDenied } from '../session/revoked-tokens.ts'
import { grantsOfSessions } from '../session/session-grants.ts'
import { sessionsById, type StoredSession } from '../session/sessions.ts'
import type { Verifiers } from '../token/verifiers.ts'
import type { Call } from './call.ts'
import { createDenied } from './denied.ts'
import { requireRecent } from './recent.ts'
import type { Doors } from './route.ts'

export interface DoorsOptions {
  readonly db: AuthDatabase
  readonly verifiers: Verifiers
  readonly clock: { now(): number }
  /** Any of them opens. */
  readonly serviceTokens: readonly string[]
  readonly secondFactor: SecondFactorRule
}

/** Lets in who may make a call, as the store says now. */
export function createDoors(options: DoorsOptions): Doors {
  const expected = options.serviceTokens.map(digest)
  const denied = createDenied(options)
  return {
    async session(call, access) {
      const session = await aliveSession(call, options)
      try {
        return { ...call, session, grants: await enter(session, access, options) }
      } catch (error) {
        await denied({ session, origin: call.origin, access, error })
        throw error
      }
    },
    async refused({ session, origin }, access, error) {
      await denied({ session, origin, access, error })
    },
    // Compared in a time that says nothing of how far it fits.
    service({ bearer }) {
      const shown = digest(bearer ?? '')
      const fits = expected.map((token) => timingSafeEqual(shown, token))
      if (bearer === undefined || !fits.includes(true))
        throw new Refusal('unauthenticated', 'the service token is missing or wrong')
    },
  }
}

/** The Session that a call's access token proves, alive and not denied as the store says now; else a Refusal. */
async function aliveSession(
  { bearer }: Call,
  { db, verifiers, clock }: DoorsOptions,
): Promise<StoredSession> {
  const refusal = new Refusal('unauthenticated', 'not logged in')
  if (bearer === undefined) throw refusal
  const verdict = await verifiers.access(bearer)
  if (!verdict.valid) throw refusal
  const [session] = await sessionsById(db, [verdict.claims.sid])
  if (session === undefined || !isAlive(session, clock.now())) throw refusal
  if (session.userId !== verdict.claims.sub || (await isDenied(db, verdict.claims.jti)))
    throw refusal
  return session
}

/** What a Session may do, if it may make the call; else a Refusal. */
async function enter(
  session: StoredSession,
  access: SessionAccess,
  { db, clock, secondFactor }: DoorsOptions,
): Promise<readonly Grant[]> {
  if (session.mustChangePassword && access.beforePasswordChange === undefined) {
    throw new Refusal(
      'password_change_required',
      'the password must be replaced before anything else',
    )
  }
  const held = mustEnrol(session, secondFactor)
  if (held && access.beforeSecondFactor === undefined) {
    throw new Refusal(
      'second_factor_required',
      'a second factor is asked for here: enrol a passkey (POST /api/users/me/passkeys/options) or an authenticator app (POST /api/users/me/mfa/totp); until then you may do nothing else',
    )
  }
  if (session.kind !== 'login' && (access.recent || access.loginOnly)) {
    throw new Refusal('not_allowed', 'an API key may not do this; log in')
  }
  const grants = (await grantsOfSessions(db, held ? [] : [session])).get(session.id) ?? []
  admit(grants, access)
  if (access.recent) requireRecent(session, clock.now())
  return grants
}

function admit(grants: readonly Grant[], { permission }: SessionAccess): void {
  if (permission === undefined || isPermitted(grants, permission)) return
  throw new Refusal(
    'not_allowed',
    `this takes the right to ${permission.verb} ${permission.resource}; ask an administrator for it`,
  )
}

/** Whether somebody with these grants may make a call that needs it. */
export function isPermitted(
  grants: readonly Grant[],
  { resource, verb, anywhere }: AdministrationPermission,
): boolean {
  const asked = { group: INTERNAL_GROUP, resource, verb }
  if (allowsEverywhere(grants, asked)) return true
  if (anywhere === undefined) return false
  return grants.some(({ cluster, namespace, permissions }) => {
    const own = [{ role: '', cluster, namespace, permissions }]
    return (
      cluster !== null &&
      allows(own, { ...asked, cluster, ...(namespace !== null && { namespace }) })
    )
  })
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
