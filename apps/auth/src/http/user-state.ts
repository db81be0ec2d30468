import { usersEndpoints } from '@argus/contracts/http/users'
import type { AuthDatabase } from '@argus/db/auth'

import type { Announcer } from '../ledger/announcer.ts'
import { audit } from '../ledger/audit.ts'
import { post } from '../ledger/notice.ts'
import { auditOf, withAuthority } from '../session/authority.ts'
import { endUser } from '../session/end-user.ts'
import { lockSessionsOf } from '../session/sessions.ts'
import { accountById, deleteAccount, lockAccount, setDisabled } from '../user/accounts.ts'
import { keepAnAdministrator } from '../user/administrators.ts'
import { refuseTakeOver } from '../user/escalation.ts'
import { done, json } from './call.ts'
import { guarded, type Route } from './route.ts'

export interface UserStateOptions {
  readonly db: AuthDatabase
  readonly announcer: Announcer
  readonly clock: { now(): number }
}

/** `POST /api/users/{id}/disable`, `/enable` and `DELETE /api/users/{id}`. */
export function userState(options: UserStateOptions): readonly Route[] {
  return [disable(options), enable(options), remove(options)]
}

function disable({ db, announcer, clock }: UserStateOptions): Route {
  return guarded(usersEndpoints.disable, async ({ params: { id } }, { session, origin }) => {
    const change = { session, origin, now: clock.now() }
    const notices = await withAuthority(db, change, async (tx, own) => {
      const { disabledAt } = await lockAccount(tx, id)
      await refuseTakeOver(tx, own, id)
      if (disabledAt !== null) return []
      const at = new Date(change.now)
      await keepAnAdministrator(tx, () => setDisabled(tx, id, at))
      await audit(tx, origin, [
        { ...auditOf(change), action: 'user.disabled', resource: 'users', target: id },
      ])
      const sessions = await lockSessionsOf(tx, id, ['login', 'api_key'])
      return endUser(tx, change, { userId: id, reason: 'user.disabled', sessions })
    })
    announcer.announce(notices)
    return json(await accountById(db, id))
  })
}

function enable({ db, announcer, clock }: UserStateOptions): Route {
  return guarded(usersEndpoints.enable, async ({ params: { id } }, { session, origin }) => {
    const change = { session, origin, now: clock.now() }
    const notices = await withAuthority(db, change, async (tx, own) => {
      const { disabledAt } = await lockAccount(tx, id)
      await refuseTakeOver(tx, own, id)
      if (disabledAt === null) return []
      await setDisabled(tx, id, null)
      await audit(tx, origin, [
        { ...auditOf(change), action: 'user.enabled', resource: 'users', target: id },
      ])
      return post(tx, [{ type: 'user_changed', userId: id }], new Date(change.now))
    })
    announcer.announce(notices)
    return json(await accountById(db, id))
  })
}

function remove({ db, announcer, clock }: UserStateOptions): Route {
  return guarded(usersEndpoints.delete, async ({ params: { id } }, { session, origin }) => {
    const change = { session, origin, now: clock.now() }
    const notices = await withAuthority(db, change, async (tx, own) => {
      const { email, displayName } = await lockAccount(tx, id)
      await refuseTakeOver(tx, own, id)
      const sessions = await lockSessionsOf(tx, id, ['login', 'api_key'])
      await keepAnAdministrator(tx, () => deleteAccount(tx, id))
      await audit(tx, origin, [
        {
          ...auditOf(change),
          action: 'user.deleted',
          resource: 'users',
          target: id,
          details: { email, displayName },
        },
      ])
      // They went with the user; what is left to do is to say so, in history and to whoever serves them.
      return endUser(tx, change, { userId: id, reason: 'user.deleted', sessions })
    })
    announcer.announce(notices)
    return done()
  })
}
