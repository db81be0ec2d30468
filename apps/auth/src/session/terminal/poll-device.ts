import type { AuthDatabase, AuthTables, AuthTransaction } from '@argus/db/auth'
import type { Selectable } from 'kysely'

import type { RequestOrigin } from '../../ledger/request-origin.ts'
import { lockApprovers, openForTerminal, type Approval, type Approvers } from './approval.ts'
import { deviceTurn, INTERVAL_SECONDS, type DeviceTurn } from './device-turn.ts'
import { endReused, type TerminalLogin } from './reuse.ts'
import { digestOfCode } from './secret-code.ts'

export interface DeviceQuestion {
  readonly deviceCode: string
  readonly origin: RequestOrigin
  readonly now: number
}

/** What a terminal that asks is answered: its Session, once, or why not yet or not at all. */
export type DeviceAnswer =
  | TerminalLogin
  | Extract<DeviceTurn, { type: 'pending' | 'slow_down' | 'denied' }>

type Device = Selectable<AuthTables['device_logins']>

/** Answers the question of a terminal, and keeps when it was asked, for the next one. */
export async function pollDevice(
  db: AuthDatabase,
  { deviceCode, origin, now }: DeviceQuestion,
): Promise<DeviceAnswer> {
  const digest = digestOfCode(deviceCode)
  return db.transaction().execute(async (tx): Promise<DeviceAnswer> => {
    const rows = tx.selectFrom('device_logins').selectAll().where('digest', '=', digest)
    const found = await rows.executeTakeFirst()
    if (found === undefined) return { type: 'over' }
    const approvers =
      found.session_id === null ? undefined : await lockApprovers(tx, found.session_id)
    // Locked last: who deletes a user comes to this row after theirs. Approved since it was found, it is so at the next question.
    const device = await rows.forUpdate().executeTakeFirst()
    if (device === undefined) return { type: 'over' }
    const turn = deviceTurn(askingOf(device), now)
    const keep = tx.updateTable('device_logins').where('digest', '=', digest)
    switch (turn.type) {
      case 'over':
      case 'denied':
        return turn
      case 'pending':
        await keep.set({ polled_at: new Date(now) }).execute()
        return turn
      case 'slow_down':
        await keep
          .set({ polled_at: new Date(now), interval_seconds: turn.intervalSeconds })
          .execute()
        return turn
      case 'used_again':
        return approvers === undefined
          ? { type: 'over' }
          : endReused(tx, { opened: device.opened_session_id, approvers, origin, now })
      case 'open':
        if (approvers === undefined) return { type: 'pending', intervalSeconds: INTERVAL_SECONDS }
        return open(tx, { device, approvers, origin, now })
    }
  })
}

interface Opening {
  readonly device: Device
  readonly approvers: Approvers
  readonly origin: RequestOrigin
  readonly now: number
}

async function open(
  tx: AuthTransaction,
  { device, approvers, origin, now }: Opening,
): Promise<TerminalLogin> {
  const approval = approvalIn(device)
  const opened = await openForTerminal(tx, { approval, approvers, by: 'device_code', origin, now })
  await tx
    .updateTable('device_logins')
    .set({ state: 'used', ...(opened && { opened_session_id: opened.head.sessionId }) })
    .where('digest', '=', device.digest)
    .execute()
  return opened === undefined ? { type: 'over' } : { type: 'in', opened }
}

/** Of one that was approved: a constraint of the table keeps the three together. */
function approvalIn({ session_id: sessionId, amr, auth_time: authTime }: Device): Approval {
  if (sessionId === null || amr === null || authTime === null)
    throw new Error('a device login was approved by nobody')
  return { sessionId, amr, authTime }
}

function askingOf({ state, expires_at: end, polled_at: polled, interval_seconds: every }: Device) {
  return {
    state,
    expiresAt: end.getTime(),
    polledAt: polled?.getTime(),
    intervalSeconds: every,
  }
}
