import { randomUUID } from 'node:crypto'

import type { ApiKey, ApiKeyBody } from '@argus/contracts/http/api-keys'
import type { Notice } from '@argus/contracts/notice'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'

import { audit } from '../ledger/audit.ts'
import type { RequestOrigin } from '../ledger/request-origin.ts'
import { makeApiKey, type NewApiKey } from '../user/api-key.ts'
import { insertKeyRoles } from '../user/api-key-roles.ts'
import { apiKeysOf } from './api-key-list.ts'
import { endSessions } from './end.ts'
import { lockSession, type StoredSession } from './sessions.ts'

export interface Making {
  readonly owner: StoredSession
  readonly body: ApiKeyBody
  readonly origin: RequestOrigin
  readonly now: number
}

/** A key and its text, which nobody is told again. */
export interface MadeApiKey {
  readonly apiKey: ApiKey
  readonly key: string
}

/** Makes a key: a Session of its own kind that lives as long as the key. Throws a Refusal where it must not be. */
export async function createApiKey(db: AuthDatabase, making: Making): Promise<MadeApiKey> {
  const { owner, body, now } = making
  const expires = new Date(body.expiresAt).getTime()
  if (expires <= now || expires > now + LONGEST_MS) {
    throw new Refusal('invalid_request', 'a key ends within a year, and not in the past')
  }
  const made = makeApiKey()
  return db.transaction().execute(async (tx) => {
    await lockOwner(tx, owner.userId)
    if ((await livingKeys(tx, owner.userId, now)) >= KEYS_PER_USER) {
      throw new Refusal('conflict', `there are ${KEYS_PER_USER} keys already; revoke one first`)
    }
    const id = await insertKey(tx, making, made)
    await insertKeyRoles(tx, { keyId: id, userId: owner.userId, roles: body.roles })
    await audit(tx, making.origin, [
      {
        at: new Date(now),
        action: 'api_key.created',
        outcome: 'ok',
        resource: 'api-keys',
        target: id,
        actor: { id: owner.userId, email: owner.email },
        sessionId: owner.id,
        details: {
          name: body.name,
          prefix: made.prefix,
          roles: body.roles,
          expiresAt: body.expiresAt,
        },
      },
    ])
    const [apiKey] = (await apiKeysOf(tx, { userId: owner.userId, id, limit: 1 })).apiKeys
    if (apiKey === undefined) throw new Error('A key was not there after it was made')
    return { apiKey, key: made.text }
  })
}

/** A year. */
const LONGEST_MS = 365 * 24 * 3_600_000

/** More than anybody looks after. */
const KEYS_PER_USER = 50

export interface Revoking {
  readonly id: string
  /** Whose key it must be. */
  readonly userId: string
  readonly by: StoredSession
  readonly origin: RequestOrigin
  readonly now: number
}

/** Ends a key and what it has open; a key that had ended stays so. Throws a Refusal where there is none such. */
export async function revokeApiKey(
  db: AuthDatabase,
  { id, userId, by, origin, now }: Revoking,
): Promise<readonly Notice[]> {
  return db.transaction().execute(async (tx) => {
    const session = await lockSession(tx, id)
    if (session === undefined || session.kind !== 'api_key' || session.userId !== userId) {
      throw new Refusal('not_found', 'no such API key')
    }
    return endSessions(tx, {
      sessions: [session],
      action: 'api_key.revoked',
      actor: { id: by.userId, email: by.email },
      origin,
      at: new Date(now),
    })
  })
}

/** Makes keys of one owner one after the other, so that their count holds, and none for a user that is being disabled. */
async function lockOwner(tx: AuthTransaction, userId: string): Promise<void> {
  const found = await tx
    .selectFrom('users')
    .select('id')
    .where('id', '=', userId)
    .where('disabled_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (found === undefined) throw new Refusal('unauthenticated', 'not logged in')
}

async function livingKeys(tx: AuthTransaction, userId: string, now: number): Promise<number> {
  const { count } = await tx
    .selectFrom('api_keys')
    .innerJoin('sessions', 'sessions.id', 'api_keys.id')
    .where('api_keys.user_id', '=', userId)
    .where('sessions.revoked_at', 'is', null)
    .where('api_keys.expires_at', '>', new Date(now))
    .select((query) => query.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

async function insertKey(
  tx: AuthTransaction,
  { owner, body, origin, now }: Making,
  { prefix, digest }: NewApiKey,
): Promise<string> {
  const id = randomUUID()
  const at = new Date(now)
  const expires = new Date(body.expiresAt)
  await tx
    .insertInto('sessions')
    .values({
      id,
      kind: 'api_key',
      user_id: owner.userId,
      created_at: at,
      last_seen_at: at,
      auth_time: at,
      amr: ['api_key'],
      idle_expires_at: expires,
      absolute_expires_at: expires,
      ip: origin.ip,
      user_agent: null,
    })
    .execute()
  await tx
    .insertInto('api_keys')
    .values({
      id,
      user_id: owner.userId,
      name: body.name,
      prefix,
      digest,
      created_at: at,
      expires_at: expires,
    })
    .execute()
  return id
}
