import type { Notice } from '@argus/contracts/notice'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'
import type { Seals } from '@argus/db/seal'

import { audit, type AuditAction, type AuditEntry } from '../ledger/audit.ts'
import { post } from '../ledger/notice.ts'
import { OURSELVES, type RequestOrigin } from '../ledger/request-origin.ts'
import {
  KEY_USES,
  signsFrom,
  stepsDue,
  type KeyRecord,
  type KeyStep,
  type KeyUse,
} from './rotation-schedule.ts'
import { insertKey, keyRecords, lockKeys, moveKey, tryLockKeys } from './stored-keys.ts'

/** When, and who does it: nobody where the schedule does. */
interface Turning {
  readonly seals: Seals
  readonly now: number
  readonly by?: KeyActor
}

export interface KeyActor extends Pick<AuditEntry, 'actor' | 'sessionId'> {
  readonly origin: RequestOrigin
}

/** Makes the first key of each use where there is none, once for all replicas. */
export async function ensureKeys(db: AuthDatabase, turning: Turning): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await lockKeys(tx)
    const keys = await keyRecords(tx)
    for (const use of KEY_USES)
      if (!keys.some((key) => key.use === use && key.state === 'current'))
        await makeKey(tx, { use, state: 'current' }, turning)
  })
}

/** Takes the steps that are due, in one transaction; none where another replica is at it. Answers those it took. */
export async function turnKeys(db: AuthDatabase, turning: Turning): Promise<readonly KeyStep[]> {
  return db.transaction().execute(async (tx) => {
    if (!(await tryLockKeys(tx))) return []
    const keys = await keyRecords(tx)
    const steps = stepsDue(keys, turning.now)
    for (const step of steps) await take(tx, step, { ...turning, keys })
    return steps
  })
}

/** What a rotation by command comes to. Milliseconds. */
export interface RequestedRotation {
  readonly kid: string
  readonly takesEffectAt: number
}

/** Publishes a key that will sign when every verifier has read it; one that waits for that already is answered instead. */
export async function requestRotation(
  db: AuthDatabase,
  turning: Turning & { readonly use: KeyUse },
): Promise<RequestedRotation> {
  return db.transaction().execute(async (tx) => {
    await lockKeys(tx)
    const { use, now } = turning
    const next = (await keyRecords(tx)).find((key) => key.use === use && key.state === 'next')
    if (next !== undefined) return { kid: next.kid, takesEffectAt: signsFrom(next.stateSince) }
    return {
      kid: await makeKey(tx, { use, state: 'next' }, turning),
      takesEffectAt: signsFrom(now),
    }
  })
}

export interface RevokedKey {
  readonly key: KeyRecord
  /** The key that signs in its place, where it did. */
  readonly replacedBy: string | undefined
  readonly notices: readonly Notice[]
}

/**
 * Revokes a key in an emergency: what it signed is worth nothing from the commit on. Where it signed, a new one does at
 * once; one that waits is not promoted early, since it may have leaked with the other. A key that was revoked stays so.
 * Throws a Refusal where there is none of that name.
 */
export async function revokeKey(
  db: AuthDatabase,
  turning: Turning & { readonly kid: string },
): Promise<RevokedKey> {
  return db.transaction().execute(async (tx) => {
    await lockKeys(tx)
    const { kid, now } = turning
    const at = new Date(now)
    const key = (await keyRecords(tx)).find((candidate) => candidate.kid === kid)
    if (key === undefined) throw new Refusal('not_found', 'no such signing key')
    if (key.state === 'revoked') return { key, replacedBy: undefined, notices: [] }
    await moveKey(tx, { kid, to: 'revoked', at })
    await record(
      tx,
      { action: 'key.revoked', kid, details: { use: key.use, why: 'command' } },
      turning,
    )
    const replacedBy =
      key.state === 'current'
        ? await makeKey(tx, { use: key.use, state: 'current' }, turning)
        : undefined
    // Other services know nothing of refresh keys.
    const notices =
      key.use === 'access' ? await post(tx, [{ type: 'keys_changed', revoked: [kid] }], at) : []
    return { key: { ...key, state: 'revoked', stateSince: now }, replacedBy, notices }
  })
}

async function take(
  tx: AuthTransaction,
  step: KeyStep,
  turning: Turning & { readonly keys: readonly KeyRecord[] },
): Promise<void> {
  const at = new Date(turning.now)
  const { use } = step
  switch (step.type) {
    case 'make':
      await makeKey(tx, { use, state: 'next' }, turning)
      return
    case 'promote': {
      const before = turning.keys.find((key) => key.use === use && key.state === 'current')
      if (before !== undefined) await moveKey(tx, { kid: before.kid, to: 'previous', at })
      await moveKey(tx, { kid: step.kid, to: 'current', at })
      const details = { use, replaced: before?.kid ?? null }
      await record(tx, { action: 'key.rotated', kid: step.kid, details }, turning)
      return
    }
    case 'retire':
      await moveKey(tx, { kid: step.kid, to: 'revoked', at })
      await record(
        tx,
        { action: 'key.revoked', kid: step.kid, details: { use, why: 'over' } },
        turning,
      )
  }
}

async function makeKey(
  tx: AuthTransaction,
  { use, state }: { readonly use: KeyUse; readonly state: 'next' | 'current' },
  turning: Turning,
): Promise<string> {
  const kid = await insertKey(tx, { use, state, seals: turning.seals, at: new Date(turning.now) })
  await record(tx, { action: 'key.created', kid, details: { use, state } }, turning)
  return kid
}

interface Recorded {
  readonly action: Extract<AuditAction, `key.${string}`>
  readonly kid: string
  readonly details: object
}

async function record(
  tx: AuthTransaction,
  { action, kid, details }: Recorded,
  { now, by }: Turning,
): Promise<void> {
  const { origin = OURSELVES, ...who } = by ?? {}
  const what = { action, outcome: 'ok', resource: 'signing-keys', target: kid, details } as const
  await audit(tx, origin, [{ at: new Date(now), ...what, ...who }])
}
