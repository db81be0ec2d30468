import type { WaitingDevice } from '@argus/contracts/http/terminal-logins'
import type { AuthDatabase } from '@argus/db/auth'
import type { Seals } from '@argus/db/seal'

import { audit } from '../../ledger/audit.ts'
import type { RequestOrigin } from '../../ledger/request-origin.ts'
import type { StoredSession } from '../sessions.ts'
import { approvalOf } from './approval.ts'
import { INTERVAL_SECONDS } from './device-turn.ts'
import { digestOfCode, makeSecretCode } from './secret-code.ts'
import { makeUserCode, readUserCode } from './user-code.ts'

/** Long enough to find a browser, and to log in there with a second factor. */
export const DEVICE_LOGIN_MS = 10 * 60_000

type Aliases = Pick<Seals, 'alias'>

export interface DeviceAsking {
  readonly terminal: string | undefined
  readonly origin: RequestOrigin
  readonly now: number
}

export interface DeviceWaiting {
  readonly deviceCode: string
  readonly userCode: string
}

/** Begins the log-in of a terminal without a browser. Answers its two codes; neither is kept as it is. */
export async function beginDeviceLogin(
  { db, seals }: { readonly db: AuthDatabase; readonly seals: Aliases },
  { terminal, origin, now }: DeviceAsking,
): Promise<DeviceWaiting> {
  for (;;) {
    const [deviceCode, userCode] = [makeSecretCode(), makeUserCode()]
    const begun = await db
      .insertInto('device_logins')
      .values({
        digest: digestOfCode(deviceCode),
        user_code_alias: aliasOf(seals, userCode),
        terminal: terminal ?? null,
        user_agent: origin.userAgent,
        ip: origin.ip,
        created_at: new Date(now),
        expires_at: new Date(now + DEVICE_LOGIN_MS),
        interval_seconds: INTERVAL_SECONDS,
        state: 'waiting',
      })
      // Two that have one user code would be let in together.
      .onConflict((conflict) => conflict.column('user_code_alias').doNothing())
      .returning('digest')
      .executeTakeFirst()
    if (begun !== undefined) return { deviceCode, userCode }
  }
}

export interface TypedCode {
  /** As it was typed. */
  readonly userCode: string
  readonly now: number
}

/** What waits behind a user code; nothing where none does any more. */
export async function findDeviceLogin(
  { db, seals }: { readonly db: AuthDatabase; readonly seals: Aliases },
  { userCode, now }: TypedCode,
): Promise<WaitingDevice | undefined> {
  const code = readUserCode(userCode)
  if (code === undefined) return undefined
  const row = await db
    .selectFrom('device_logins')
    .select(['terminal', 'user_agent as userAgent', 'ip'])
    .select(['created_at as createdAt', 'expires_at as expiresAt'])
    .where('user_code_alias', '=', aliasOf(seals, code))
    .where('state', '=', 'waiting')
    .where('expires_at', '>', new Date(now))
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { terminal, userAgent, ip, createdAt, expiresAt } = row
  const times = { askedAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() }
  return { terminal, userAgent, ip, ...times }
}

export interface DeviceDecision extends TypedCode {
  readonly decision: 'approved' | 'denied'
  readonly session: StoredSession
  readonly origin: RequestOrigin
}

/** Lets a waiting terminal in, or refuses it, once; answers whether there was one. */
export async function decideDeviceLogin(
  { db, seals }: { readonly db: AuthDatabase; readonly seals: Aliases },
  { userCode, decision, session, origin, now }: DeviceDecision,
): Promise<boolean> {
  const code = readUserCode(userCode)
  if (code === undefined) return false
  const at = new Date(now)
  return db.transaction().execute(async (tx) => {
    const approval = decision === 'approved' ? await approvalOf(tx, session) : undefined
    const device = await tx
      .updateTable('device_logins')
      .set({
        state: decision,
        ...(approval && {
          session_id: approval.sessionId,
          amr: [...approval.amr],
          auth_time: approval.authTime,
        }),
      })
      .where('user_code_alias', '=', aliasOf(seals, code))
      .where('state', '=', 'waiting')
      .where('expires_at', '>', at)
      .returning(['terminal', 'ip'])
      .executeTakeFirst()
    if (device === undefined) return false
    await audit(tx, origin, [
      {
        at,
        action: `terminal_login.${decision}`,
        outcome: 'ok',
        resource: 'sessions',
        target: session.id,
        sessionId: session.id,
        actor: { id: session.userId, email: session.email },
        details: {
          by: 'device_code',
          ...(device.terminal !== null && { terminal: device.terminal }),
          ...(device.ip !== null && { askedFrom: device.ip }),
        },
      },
    ])
    return true
  })
}

/** Forgets terminals whose time is over. */
export async function purgeDeviceLogins(db: AuthDatabase, now: number): Promise<void> {
  await db.deleteFrom('device_logins').where('expires_at', '<=', new Date(now)).execute()
}

const aliasOf = (seals: Aliases, userCode: string): string => seals.alias(`user code ${userCode}`)
