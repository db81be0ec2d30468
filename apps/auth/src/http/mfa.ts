import { mfaEndpoints } from '@argus/contracts/http/mfa'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'
import type { Seals } from '@argus/db/seal'

import type { Announcer } from '../ledger/announcer.ts'
import { audit } from '../ledger/audit.ts'
import { withAuthority } from '../session/authority.ts'
import { refuseTakeOver } from '../user/escalation.ts'
import { isEnrolled, mfaOf } from '../user/mfa.ts'
import { removePasskeysOf } from '../user/passkey/passkeys.ts'
import { replaceRecoveryCodes } from '../user/recovery-codes.ts'
import { beginTotp, confirmTotp, removeTotp } from '../user/totp-credentials.ts'
import { shared } from '../user/totp.ts'
import { userById } from '../user/users.ts'
import { done, json } from './call.ts'
import { changeFactors, dropLooseCodes, endChange } from './change-factors.ts'
import { shown } from './passkeys.ts'
import { guarded, type Route } from './route.ts'

export interface MfaOptions {
  readonly db: AuthDatabase
  readonly seals: Seals
  readonly announcer: Announcer
  readonly clock: { now(): number }
}

/** Second factors: the caller's own, and, for an administrator, those that a user has lost. */
export function mfaCalls(options: MfaOptions): readonly Route[] {
  const { db } = options
  return [
    guarded(mfaEndpoints.state, async (_, { session }) => {
      const { totp, recoveryCodesLeft, passkeys } = await mfaOf(db, session.userId)
      return json({ totp, recoveryCodesLeft, passkeys: passkeys.map(shown) })
    }),
    ...totpCalls(options),
    makeRecoveryCodes(options),
    removeOfUser(options),
  ]
}

function totpCalls(options: MfaOptions): readonly Route[] {
  const { db, seals, clock } = options
  return [
    guarded(mfaEndpoints.beginTotp, async (_, { session }) => {
      const begin = { seals, now: clock.now() }
      const seed = await db.transaction().execute((tx) => beginTotp(tx, session.userId, begin))
      if (seed === undefined) throw enrolledAlready()
      return json(shared(seed, session.email))
    }),
    guarded(mfaEndpoints.confirmTotp, async ({ body: { code } }, caller) => {
      const { userId } = caller.session
      const now = clock.now()
      const at = new Date(now)
      const change = { caller, action: 'mfa.enrolled', method: 'totp', at } as const
      const recoveryCodes = await changeFactors(options, change, async (tx) => {
        if (!(await confirmTotp(tx, { userId, code }, { seals, now }))) {
          throw new Refusal(
            'invalid_credentials',
            'the code is wrong, or no enrolment was begun; look at the clock of the telephone',
          )
        }
        return replaceRecoveryCodes(tx, userId, at)
      })
      return json({ recoveryCodes })
    }),
    guarded(mfaEndpoints.removeTotp, async (_, caller) => {
      const { userId } = caller.session
      const at = new Date(clock.now())
      const change = { caller, action: 'mfa.removed', method: 'totp', at } as const
      await changeFactors(options, change, async (tx) => {
        if (!(await removeTotp(tx, userId))) {
          throw new Refusal('not_found', 'no authenticator app is enrolled')
        }
        await dropLooseCodes(tx, userId)
      })
      return done()
    }),
  ]
}

function makeRecoveryCodes({ db, clock }: MfaOptions): Route {
  return guarded(mfaEndpoints.makeRecoveryCodes, async (_, { session, origin }) => {
    const { userId, email, id: sessionId } = session
    const at = new Date(clock.now())
    const recoveryCodes = await db.transaction().execute(async (tx) => {
      if (!(await isEnrolled(tx, userId))) {
        throw new Refusal('conflict', 'recovery codes replace a second factor; enrol one first')
      }
      const actor = { id: userId, email }
      const entry = { at, actor, sessionId, resource: 'users', target: userId } as const
      await audit(tx, origin, [{ ...entry, action: 'mfa.recovery_codes_made', outcome: 'ok' }])
      return replaceRecoveryCodes(tx, userId, at)
    })
    return json({ recoveryCodes })
  })
}

function removeOfUser({ db, announcer, clock }: MfaOptions): Route {
  return guarded(mfaEndpoints.removeOfUser, async ({ params: { id } }, caller) => {
    const { session, origin } = caller
    const now = clock.now()
    const notices = await withAuthority(db, { session, origin, now }, async (tx, own) => {
      if ((await userById(tx, id)) === undefined) throw new Refusal('not_found', 'no such user')
      await refuseTakeOver(tx, own, id)
      await removeTotp(tx, id)
      await removePasskeysOf(tx, id)
      await dropLooseCodes(tx, id)
      const at = new Date(now)
      return endChange(tx, { caller, userId: id, action: 'mfa.removed', method: 'all', at })
    })
    announcer.announce(notices)
    return done()
  })
}

const enrolledAlready = (): Refusal =>
  new Refusal('conflict', 'an authenticator app is enrolled; remove it before another')
