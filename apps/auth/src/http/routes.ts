import type { AuthDatabase } from '@argus/db/auth'

import type { Events } from '../events.ts'
import type { Announcer } from '../ledger/announcer.ts'
import type { SigningKeys } from '../token/signing-keys.ts'
import type { Verifiers } from '../token/verifiers.ts'
import type { Passwords } from '../user/password-hash.ts'
import { grants } from './internal/grants.ts'
import { notices } from './internal/notices.ts'
import { principals } from './internal/principals.ts'
import { serviceOnly } from './internal/service-guard.ts'
import { sessions } from './internal/sessions.ts'
import { keySet } from './key-set.ts'
import { logIn } from './log-in.ts'
import { logOutCall } from './log-out.ts'
import { me } from './me.ts'
import { refresh } from './refresh.ts'
import type { Route } from './serve.ts'

/** What the calls are made of. */
export interface Calls {
  readonly db: AuthDatabase
  readonly keys: SigningKeys
  readonly verifiers: Verifiers
  readonly passwords: Passwords
  readonly announcer: Announcer
  readonly clock: { now(): number }
  readonly events: Events
}

/** The public port. */
export function publicRoutes(calls: Calls): readonly Route[] {
  return [
    { method: 'post', path: '/api/auth/login', handle: logIn(calls) },
    { method: 'post', path: '/api/auth/refresh', handle: refresh(calls) },
    { method: 'post', path: '/api/auth/logout', handle: logOutCall(calls) },
    { method: 'get', path: '/api/auth/me', handle: me(calls) },
    { method: 'get', path: '/.well-known/jwks.json', handle: keySet(calls.keys) },
  ]
}

/** The internal port, for services that present the service token. */
export function internalRoutes(
  { db, clock }: Pick<Calls, 'db' | 'clock'>,
  serviceToken: string,
): readonly Route[] {
  const guarded = serviceOnly(serviceToken)
  return [
    { method: 'get', path: '/internal/sessions/:sid', handle: guarded(sessions(db, clock)) },
    { method: 'get', path: '/internal/grants/:user', handle: guarded(grants(db)) },
    { method: 'get', path: '/internal/notices', handle: guarded(notices(db)) },
    { method: 'post', path: '/internal/principals', handle: guarded(principals(db, clock)) },
  ]
}
