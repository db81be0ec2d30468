import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'

import { audit } from '../ledger/audit.ts'
import type { RequestOrigin } from '../ledger/request-origin.ts'
import { apiKeyDigest } from '../user/api-key.ts'
import { isAlive } from './liveness.ts'
import { sessionsById, type StoredSession } from './sessions.ts'

export interface Use {
  /** What was shown as a key. */
  readonly text: string
  readonly origin: RequestOrigin
  readonly now: number
}

/**
 * The Session of a key that is good now. Nothing for one that is unknown, revoked or expired, or whose owner is disabled
 * or must replace a password first: whoever shows it is not told which.
 */
export async function useApiKey(
  db: AuthDatabase,
  { text, origin, now }: Use,
): Promise<StoredSession | undefined> {
  const digest = apiKeyDigest(text)
  if (digest === undefined) return undefined
  return db.transaction().execute(async (tx) => {
    const key = await tx
      .selectFrom('api_keys')
      .select(['id', 'last_used_at as lastUsedAt'])
      .where('digest', '=', digest)
      .executeTakeFirst()
    if (key === undefined) return undefined
    const [session] = await sessionsById(tx, [key.id])
    if (session === undefined || !isAlive(session, now) || session.mustChangePassword) {
      return undefined
    }
    if (worthNoting(key.lastUsedAt, now)) await note(tx, { session, key, origin, now })
    return session
  })
}

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

function worthNoting(lastUsedAt: Date | null, now: number): boolean {
  return (
    lastUsedAt === null || now - lastUsedAt.getTime() >= MINUTE_MS || inAnotherHour(lastUsedAt, now)
  )
}

/** History has a line for every hour in which a key was used: enough to ask where it is from, and no flood. */
function inAnotherHour(lastUsedAt: Date | null, now: number): boolean {
  return (
    lastUsedAt === null || Math.floor(lastUsedAt.getTime() / HOUR_MS) !== Math.floor(now / HOUR_MS)
  )
}

interface Noting {
  readonly session: StoredSession
  readonly key: { readonly id: string; readonly lastUsedAt: Date | null }
  readonly origin: RequestOrigin
  readonly now: number
}

/** Of scripts that show the same key at the same moment one writes. */
async function note(tx: AuthTransaction, { session, key, origin, now }: Noting): Promise<void> {
  const at = new Date(now)
  const first = await tx
    .updateTable('api_keys')
    .set({ last_used_at: at })
    .where('id', '=', key.id)
    .where('last_used_at', 'is not distinct from', key.lastUsedAt)
    .returning('id')
    .executeTakeFirst()
  if (first === undefined || !inAnotherHour(key.lastUsedAt, now)) return
  await audit(tx, origin, [
    {
      at,
      action: 'api_key.used',
      outcome: 'ok',
      resource: 'api-keys',
      target: key.id,
      sessionId: key.id,
      actor: { id: session.userId, email: session.email },
    },
  ])
}
