import type { AuthDatabase } from '@argus/db/auth'
import type { Seals } from '@argus/db/seal'

import type { AuthConfig } from '../config.ts'
import type { Events } from '../events.ts'
import type { Announcer } from '../ledger/announcer.ts'
import type { SigningKeys } from '../token/signing-keys.ts'
import type { Verifiers } from '../token/verifiers.ts'
import type { Passwords } from '../user/password-hash.ts'
import { apiKeys } from './api-keys.ts'
import { assignments } from './assignments.ts'
import { auditLog } from './audit-log.ts'
import { authorize } from './authorize.ts'
import { device } from './device.ts'
import { docs } from './docs.ts'
import { exchangeApiKey } from './exchange-api-key.ts'
import { grants } from './internal/grants.ts'
import { notices } from './internal/notices.ts'
import { principals } from './internal/principals.ts'
import { sessions } from './internal/sessions.ts'
import { keySet } from './key-set.ts'
import { logIn } from './log-in.ts'
import { logOutCall } from './log-out.ts'
import { me } from './me.ts'
import { mfaCalls } from './mfa.ts'
import { oidc } from './oidc.ts'
import { myPassword } from './my-password.ts'
import { myProfile } from './my-profile.ts'
import { passkeyLogInCalls } from './passkey-log-in.ts'
import { passkeyCalls } from './passkeys.ts'
import { passwordReset } from './password-reset.ts'
import { preferences } from './preferences.ts'
import { preview } from './preview.ts'
import { refresh } from './refresh.ts'
import type { Route } from './route.ts'
import { roles } from './roles.ts'
import { secondFactor } from './second-factor.ts'
import { sessionCalls } from './sessions.ts'
import { signingKeyCalls } from './signing-keys.ts'
import { stepUpCalls } from './step-up.ts'
import { userState } from './user-state.ts'
import { users } from './users.ts'

/** What the calls are made of. */
export interface Calls {
  readonly config: AuthConfig
  readonly db: AuthDatabase
  readonly keys: SigningKeys
  readonly seals: Seals
  readonly verifiers: Verifiers
  readonly passwords: Passwords
  readonly announcer: Announcer
  readonly clock: { now(): number }
  readonly events: Events
}

/** The public port. */
export function publicRoutes(calls: Calls): readonly Route[] {
  const routes = [
    logIn(calls),
    refresh(calls),
    logOutCall(calls),
    me(),
    keySet(calls.keys),
    // Before the calls of a user by id, which `me` would be taken for.
    ...myProfile(calls),
    ...preferences(calls),
    myPassword(calls),
    passwordReset(calls),
    ...sessionCalls(calls),
    exchangeApiKey(calls),
    ...apiKeys(calls),
    ...oidc(calls),
    secondFactor(calls),
    ...authorize(calls),
    ...device(calls),
    ...stepUpCalls(calls),
    ...signingKeyCalls(calls),
    ...mfaCalls(calls),
    ...passkeyCalls(calls),
    ...passkeyLogInCalls(calls),
    // The path of an assignment would be that of a role as well.
    ...assignments(calls),
    ...roles(calls),
    preview(calls),
    ...users(calls),
    ...auditLog(calls),
    ...userState(calls),
  ]
  return [...routes, ...docs(routes)]
}

/** The internal port, for services that present the service token. */
export function internalRoutes(calls: Calls): readonly Route[] {
  const { db, clock } = calls
  return [sessions(db, clock), grants(db), notices(db), principals(calls)]
}
