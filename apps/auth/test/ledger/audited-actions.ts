import { randomUUID } from 'node:crypto'

import { assignmentSchema, roleWithPermissionsSchema } from '@argus/contracts/http/roles'
import { z } from 'zod'

import type { AuditAction } from '../../src/ledger/audit.ts'
import { actAs, roleId, type Acting } from '../administration.ts'
import { codeAt } from '../authenticator-app.ts'
import { addUser, PASSWORD, type TestAuth } from '../auth-service.ts'
import {
  claimsOf,
  logInAs,
  logOutWith,
  pairOf,
  refreshWith,
  tokensOf,
  type Answer,
} from '../client.ts'
import { as, enrolledUser } from '../http/second-factors.ts'
import { allowTerminal, beginDevice, codeOf, exchangeCode } from '../http/terminal-calls.ts'

/** What a row must say, and the call that writes it, which is made twice: once it fails at its commit. */
interface Prepared {
  readonly act: () => Promise<Answer>
  readonly row: {
    readonly outcome: 'ok' | 'refused'
    readonly actor_id: string | null
    /** `new`: of the Session that the call opened. */
    readonly session_id: string | null
    /** `new`: of what the call made. */
    readonly target: string | null
  }
  /** Whether the call posts Notices. */
  readonly announced: boolean
}

/** How it is shown that an action is one row: here, or in a test of its own. */
export type Shown =
  | { readonly type: 'here'; readonly prepare: (auth: TestAuth) => Promise<Prepared> }
  | { readonly type: 'elsewhere'; readonly file: string }

const here = (prepare: (auth: TestAuth) => Promise<Prepared>): Shown => ({ type: 'here', prepare })
const elsewhere = (file: string): Shown => ({ type: 'elsewhere', file })

/** A user and a login of theirs. */
async function someone(auth: TestAuth) {
  const email = `${randomUUID()}@example.test`
  const id = await addUser(auth.db, { email, role: 'viewer' })
  const pair = await tokensOf(auth, email)
  return { id, email, pair, sid: String(claimsOf(pair.access_token)['sid']) }
}

/** Who administers, and what a row says of them. */
async function administrator(auth: TestAuth) {
  const email = `${randomUUID()}@example.test`
  const id = await addUser(auth.db, { email, role: 'admin' })
  const acting = await actAs(auth, email)
  const session = String(claimsOf(acting.token)['sid'])
  return { acting, row: { outcome: 'ok', actor_id: id, session_id: session } as const }
}

/** A call of an administrator's on somebody. */
const onUser = (act: (acting: Acting, id: string) => Promise<Answer>, disabled = false): Shown =>
  here(async (auth) => {
    const { acting, row } = await administrator(auth)
    const { id } = await someone(auth)
    if (disabled) await acting.send('POST', `/api/users/${id}/disable`)
    return { act: () => act(acting, id), row: { ...row, target: id }, announced: true }
  })

/** A call of an administrator's on a role that somebody has. */
const onRole = (act: (acting: Acting, id: string) => Promise<Answer>): Shown =>
  here(async (auth) => {
    const { acting, row } = await administrator(auth)
    const { id: userId } = await someone(auth)
    const body = { name: `r${randomUUID()}`, permissions: [] }
    const made = await acting.send('POST', '/api/roles', body)
    const { id } = roleWithPermissionsSchema.parse(made.json())
    await acting.send('POST', '/api/roles/assignments', { userId, roleId: id })
    return { act: () => act(acting, id), row: { ...row, target: id }, announced: true }
  })

/** Every action there is: one that is not here does not compile. */
export const AUDITED = {
  'login.ok': here(async (auth) => {
    const { id, email } = await someone(auth)
    const row = { outcome: 'ok', actor_id: id, session_id: 'new', target: 'new' } as const
    return { act: () => logInAs(auth, email), row, announced: false }
  }),
  'login.failed': here(async (auth) => {
    const { email } = await someone(auth)
    const row = { outcome: 'refused', actor_id: null, session_id: null, target: 'new' } as const
    return { act: () => logInAs(auth, email, 'not the password at all'), row, announced: false }
  }),
  'login.throttled': elsewhere('http/log-in-throttle.test.ts'),
  logout: here(async (auth) => {
    const { id, pair, sid } = await someone(auth)
    const row = { outcome: 'ok', actor_id: id, session_id: sid, target: sid } as const
    const body = { refresh_token: pair.refresh_token }
    return { act: () => logOutWith(auth, body), row, announced: true }
  }),
  'refresh.rotated': here(async (auth) => {
    const { id, pair, sid } = await someone(auth)
    const row = { outcome: 'ok', actor_id: id, session_id: sid, target: sid } as const
    return { act: () => refreshWith(auth, pair.refresh_token), row, announced: false }
  }),
  'refresh.replayed_in_grace': here(async (auth) => {
    const { id, pair, sid } = await someone(auth)
    await refreshWith(auth, pair.refresh_token)
    const row = { outcome: 'ok', actor_id: id, session_id: sid, target: sid } as const
    return { act: () => refreshWith(auth, pair.refresh_token), row, announced: false }
  }),
  'refresh.reuse_detected': here(async (auth) => {
    const { id, pair, sid } = await someone(auth)
    await refreshWith(auth, pair.refresh_token)
    await auth.clock.advance(31_000)
    const row = { outcome: 'refused', actor_id: id, session_id: sid, target: sid } as const
    return { act: () => refreshWith(auth, pair.refresh_token), row, announced: true }
  }),
  'session.evicted': here(async (auth) => {
    const { id, email, sid } = await someone(auth)
    await auth.database.query(
      `INSERT INTO auth.sessions (id, user_id, created_at, last_seen_at, auth_time, amr, idle_expires_at, absolute_expires_at)
       SELECT gen_random_uuid(), user_id, created_at, last_seen_at + interval '1 second', auth_time, amr, idle_expires_at, absolute_expires_at
       FROM auth.sessions, generate_series(1, 19) WHERE id = $1`,
      [sid],
    )
    const row = { outcome: 'ok', actor_id: id, session_id: sid, target: sid } as const
    return { act: () => logInAs(auth, email), row, announced: true }
  }),
  'session.revoked': here(async (auth) => {
    const { id, email, pair } = await someone(auth)
    const other = await actAs(auth, email)
    const sid = String(claimsOf(other.token)['sid'])
    const row = { outcome: 'ok', actor_id: id, session_id: sid, target: sid } as const
    const act = () => as(auth, pair.access_token).delete(`/api/auth/sessions/${sid}`)
    return { act, row, announced: true }
  }),
  'step_up.ok': here(async (auth) => {
    const { id, pair, sid } = await someone(auth)
    const row = { outcome: 'ok', actor_id: id, session_id: sid, target: sid } as const
    const act = () => as(auth, pair.access_token).post('/api/auth/step-up', { password: PASSWORD })
    return { act, row, announced: false }
  }),
  'step_up.failed': here(async (auth) => {
    const { id, pair, sid } = await someone(auth)
    const row = { outcome: 'refused', actor_id: id, session_id: sid, target: sid } as const
    const act = () => as(auth, pair.access_token).post('/api/auth/step-up', { password: 'no' })
    return { act, row, announced: false }
  }),
  'terminal_login.approved': here(async (auth) => {
    const { id, pair, sid } = await someone(auth)
    const row = { outcome: 'ok', actor_id: id, session_id: sid, target: sid } as const
    return { act: () => allowTerminal(auth, pair.access_token), row, announced: false }
  }),
  'terminal_login.denied': here(async (auth) => {
    const { id, pair, sid } = await someone(auth)
    const { user_code } = await beginDevice(auth)
    const row = { outcome: 'ok', actor_id: id, session_id: sid, target: sid } as const
    const act = () => as(auth, pair.access_token).post('/api/auth/device/deny', { user_code })
    return { act, row, announced: false }
  }),
  'terminal_login.refused': here(async (auth) => {
    const { pair } = await someone(auth)
    const code = codeOf(await allowTerminal(auth, pair.access_token))
    const opened = pairOf(await exchangeCode(auth, { code }))
    const sid = String(claimsOf(opened.access_token)['sid'])
    const row = { outcome: 'refused', actor_id: null, session_id: null, target: sid } as const
    return { act: () => exchangeCode(auth, { code }), row, announced: true }
  }),
  'password.rehashed': elsewhere('http/second-factor.test.ts'),
  'password.changed': elsewhere('http/my-password.test.ts'),
  'password.reset': onUser((acting, id) =>
    acting.send('POST', `/api/users/${id}/password-reset`, {}),
  ),
  'mfa.enrolled': here(async (auth) => {
    const { id, pair, sid } = await someone(auth)
    const user = as(auth, pair.access_token)
    const begun = await user.post('/api/users/me/mfa/totp')
    const { secret } = z.object({ secret: z.string() }).parse(begun.json())
    const code = codeAt(secret, auth.clock.now())
    const row = { outcome: 'ok', actor_id: id, session_id: sid, target: id } as const
    const act = () => user.post('/api/users/me/mfa/totp/confirm', { code })
    return { act, row, announced: true }
  }),
  'mfa.removed': here(async (auth) => {
    const { acting, row } = await administrator(auth)
    const { userId } = await enrolledUser(auth)
    const act = () => acting.send('DELETE', `/api/users/${userId}/mfa`)
    return { act, row: { ...row, target: userId }, announced: true }
  }),
  'mfa.failed': elsewhere('http/second-factor.test.ts'),
  'mfa.recovery_code_used': elsewhere('http/second-factor.test.ts'),
  'mfa.recovery_codes_made': here(async (auth) => {
    const { userId, token } = await enrolledUser(auth)
    const sid = String(claimsOf(token)['sid'])
    const row = { outcome: 'ok', actor_id: userId, session_id: sid, target: userId } as const
    const act = () => as(auth, token).post('/api/users/me/mfa/recovery-codes')
    return { act, row, announced: false }
  }),
  'user.created': here(async (auth) => {
    const { acting, row } = await administrator(auth)
    const body = { email: `${randomUUID()}@example.test` }
    const act = () => acting.send('POST', '/api/users', body)
    return { act, row: { ...row, target: 'new' }, announced: false }
  }),
  'user.changed': onUser((acting, id) =>
    acting.send('PATCH', `/api/users/${id}`, { displayName: 'Another' }),
  ),
  'user.disabled': onUser((acting, id) => acting.send('POST', `/api/users/${id}/disable`)),
  'user.enabled': onUser((acting, id) => acting.send('POST', `/api/users/${id}/enable`), true),
  'user.deleted': onUser((acting, id) => acting.send('DELETE', `/api/users/${id}`)),
  'role.created': here(async (auth) => {
    const { acting, row } = await administrator(auth)
    const body = { name: `r${randomUUID()}`, permissions: [] }
    const act = () => acting.send('POST', '/api/roles', body)
    return { act, row: { ...row, target: 'new' }, announced: false }
  }),
  'role.changed': onRole((acting, id) =>
    acting.send('PUT', `/api/roles/${id}/permissions`, {
      permissions: [{ apiGroup: 'core', resource: 'pods', verb: 'get' }],
    }),
  ),
  'role.deleted': onRole((acting, id) => acting.send('DELETE', `/api/roles/${id}`)),
  'role.assigned': here(async (auth) => {
    const { acting, row } = await administrator(auth)
    const { id: userId } = await someone(auth)
    const body = { userId, roleId: await roleId(auth, 'operator'), cluster: 'prod' }
    const act = () => acting.send('POST', '/api/roles/assignments', body)
    return { act, row: { ...row, target: userId }, announced: true }
  }),
  'role.kept': elsewhere('provider/last-administrator.test.ts'),
  'role.unassigned': here(async (auth) => {
    const { acting, row } = await administrator(auth)
    const { id: userId } = await someone(auth)
    const body = { userId, roleId: await roleId(auth, 'operator') }
    const made = await acting.send('POST', '/api/roles/assignments', body)
    const { id } = assignmentSchema.parse(made.json())
    const act = () => acting.send('DELETE', `/api/roles/assignments/${id}`)
    return { act, row: { ...row, target: userId }, announced: true }
  }),
  'api_key.created': elsewhere('http/api-keys.test.ts'),
  'api_key.revoked': elsewhere('http/api-key-end.test.ts'),
  'api_key.used': elsewhere('http/api-keys.test.ts'),
  'key.created': elsewhere('token/rotation-drill.test.ts'),
  'key.rotated': elsewhere('token/rotation-drill.test.ts'),
  'key.revoked': elsewhere('token/rotation-drill.test.ts'),
  'bootstrap.created': elsewhere('bootstrap.test.ts'),
  'bootstrap.used': elsewhere('bootstrap.test.ts'),
  'access.denied': here(async (auth) => {
    const { id, pair, sid } = await someone(auth)
    const row = { outcome: 'refused', actor_id: id, session_id: sid, target: id } as const
    const act = () => as(auth, pair.access_token).get('/api/users')
    return { act, row, announced: false }
  }),
} as const satisfies Record<AuditAction, Shown>
