import type { FleetDatabase, FleetTransaction } from '@argus/db/fleet'
import { sql } from 'kysely'

/** A key by which the agent of a cluster is known. */
export interface AgentKey {
  readonly id: string
  readonly cluster: string
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Buffer
  /** An agent has proved that it has it. */
  readonly used: boolean
}

/** A key as somebody asks about it, good or not. */
export interface KnownKey extends AgentKey {
  readonly revoked: boolean
}

/** The keys that are good. */
export async function readAgentKeys(db: FleetDatabase): Promise<readonly AgentKey[]> {
  const rows = await db
    .selectFrom('agent_keys')
    .selectAll()
    .where('revoked_at', 'is', null)
    .execute()
  return rows.map(keyOf)
}

export async function knownKey(db: FleetDatabase, id: string): Promise<KnownKey | undefined> {
  const row = await db.selectFrom('agent_keys').selectAll().where('id', '=', id).executeTakeFirst()
  return row && { ...keyOf(row), revoked: row.revoked_at !== null }
}

export async function insertToken(
  tx: FleetTransaction,
  token: { readonly hash: Buffer; readonly cluster: string; readonly expiresAt: Date },
): Promise<void> {
  const { hash, cluster: cluster_id, expiresAt: expires_at } = token
  await tx.insertInto('agent_tokens').values({ hash, cluster_id, expires_at }).execute()
}

/** What became of a token that was shown. */
export type Redeemed =
  | { readonly type: 'good'; readonly cluster: string }
  | { readonly type: 'unknown' }
  | { readonly type: 'used' | 'expired'; readonly cluster: string }

interface Shown {
  readonly hash: Buffer
  /** The key that it is shown for. */
  readonly key: string
}

/**
 * Whether a token is good for a key. The same key may show it again until it expires: the answer to the first time may
 * have been lost on its way.
 */
export async function peekToken(db: FleetDatabase, { hash, key }: Shown): Promise<Redeemed> {
  const row = await db
    .selectFrom('agent_tokens')
    .select(['cluster_id', 'used_by', 'used_at'])
    .select(sql<boolean>`expires_at > clock_timestamp()`.as('fresh'))
    .where('hash', '=', hash)
    .executeTakeFirst()
  if (row === undefined) return { type: 'unknown' }
  const cluster = row.cluster_id
  if (row.used_at !== null && row.used_by !== key) return { type: 'used', cluster }
  return row.fresh ? { type: 'good', cluster } : { type: 'expired', cluster }
}

/** Uses a token up for a key: of two at once, the transaction lets one be the first. */
export async function redeemToken(tx: FleetTransaction, shown: Shown): Promise<Redeemed> {
  await sql`SELECT FROM agent_tokens WHERE hash = ${shown.hash} FOR UPDATE`.execute(tx)
  const redeemed = await peekToken(tx, shown)
  if (redeemed.type !== 'good') return redeemed
  await tx
    .updateTable('agent_tokens')
    .set({ used_at: sql`clock_timestamp()`, used_by: shown.key })
    .where('hash', '=', shown.hash)
    .execute()
  return redeemed
}

/** Makes a key known; `false` where it is known already and not good, or of another cluster. */
export async function insertKey(
  tx: FleetTransaction,
  { id, cluster, publicKey }: Omit<AgentKey, 'used'>,
): Promise<boolean> {
  await tx
    .insertInto('agent_keys')
    .values({ id, cluster_id: cluster, public_key: publicKey })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
  const there = await knownKey(tx, id)
  return there?.cluster === cluster && !there.revoked
}

/** All other keys of a cluster are good no more; without a key, all are. Answers which. */
export async function revokeKeys(
  tx: FleetTransaction,
  { cluster, except }: { readonly cluster: string; readonly except?: string },
): Promise<readonly string[]> {
  const rows = await tx
    .updateTable('agent_keys')
    .set({ revoked_at: sql`clock_timestamp()` })
    .where('cluster_id', '=', cluster)
    .where('revoked_at', 'is', null)
    .where('id', '!=', except ?? '')
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Tokens of a cluster that nobody has used are good no more. Answers how many there were. */
export async function deleteTokens(tx: FleetTransaction, cluster: string): Promise<number> {
  const rows = await tx
    .deleteFrom('agent_tokens')
    .where('cluster_id', '=', cluster)
    .where('used_at', 'is', null)
    .returning('hash')
    .execute()
  return rows.length
}

export async function noteUse(tx: FleetTransaction, id: string): Promise<void> {
  await tx
    .updateTable('agent_keys')
    .set({ used_at: sql`clock_timestamp()` })
    .where('id', '=', id)
    .execute()
}

function keyOf(row: {
  readonly id: string
  readonly cluster_id: string
  readonly public_key: Buffer
  readonly used_at: Date | null
}): AgentKey {
  const { id, cluster_id: cluster, public_key: publicKey } = row
  return { id, cluster, publicKey, used: row.used_at !== null }
}
