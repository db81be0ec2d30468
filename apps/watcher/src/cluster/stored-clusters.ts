import type { FleetDatabase, FleetTransaction } from '@argus/db/fleet'
import type { Sealed } from '@argus/db/seal'
import { sql } from 'kysely'
import { z } from 'zod'

import { readAgentKeys, type AgentKey } from './agent/stored-agents.ts'
import type { CredentialKind } from './sealed-connection.ts'

/** A registered cluster as it is stored. */
export interface StoredCluster {
  readonly id: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** An agent dials in from there, or it is reached at `server`. */
  readonly source: 'registry' | 'agent'
  /** Empty where an agent dials in. */
  readonly server: string
  readonly credential: CredentialKind
  readonly sealed: Sealed
  readonly version: number
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** What a change writes; without a connection the stored one stays. */
export interface ClusterValues {
  readonly id: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly connection?: StoredConnection | undefined
}

export type StoredConnection = Pick<StoredCluster, 'server' | 'credential' | 'sealed'>

/**
 * Runs a change of the registry, alone over all replicas, with the version that it makes: whatever commits is seen as a
 * new version by those who poll.
 */
export async function changeRegistry<T>(
  db: FleetDatabase,
  change: (tx: FleetTransaction, version: number) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (tx) => {
    const { version } = await tx
      .updateTable('registry')
      .set((row) => ({ version: row('version', '+', 1), changed_at: sql`clock_timestamp()` }))
      .returning('version')
      .executeTakeFirstOrThrow()
    return change(tx, version)
  })
}

/** Where the registry stands: any other text means that something changed, also after a restored backup. */
export async function registryMark(db: FleetDatabase): Promise<string> {
  const row = await db
    .selectFrom('registry')
    .select(['version', 'changed_at'])
    .executeTakeFirstOrThrow()
  return `${row.version} ${row.changed_at.toISOString()}`
}

/** All registered clusters, the keys of their agents, and where the registry stood then. */
export async function readRegistry(db: FleetDatabase): Promise<{
  readonly mark: string
  readonly clusters: readonly StoredCluster[]
  /** Those that are good. */
  readonly agentKeys: readonly AgentKey[]
}> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const mark = await registryMark(tx)
      const rows = await tx.selectFrom('clusters').selectAll().orderBy('id').execute()
      const agentKeys = await readAgentKeys(tx)
      return { mark, clusters: rows.map((row) => stored.parse(row)), agentKeys }
    })
}

export async function storedCluster(
  db: FleetDatabase,
  id: string,
): Promise<StoredCluster | undefined> {
  const row = await db.selectFrom('clusters').selectAll().where('id', '=', id).executeTakeFirst()
  return row && stored.parse(row)
}

/** Adds a cluster; `undefined` where there is one of that id. */
export async function insertCluster(
  tx: FleetTransaction,
  values: ClusterValues & {
    readonly connection: StoredConnection
    readonly source: StoredCluster['source']
  },
  version: number,
): Promise<StoredCluster | undefined> {
  const row = await tx
    .insertInto('clusters')
    .values({ ...described(values), ...reached(values.connection), source: values.source, version })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returningAll()
    .executeTakeFirst()
  return row && stored.parse(row)
}

export async function updateCluster(
  tx: FleetTransaction,
  values: ClusterValues,
  version: number,
): Promise<StoredCluster> {
  const row = await tx
    .updateTable('clusters')
    .set({
      ...described(values),
      ...(values.connection && reached(values.connection)),
      version,
      updated_at: sql`clock_timestamp()`,
    })
    .where('id', '=', values.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return stored.parse(row)
}

export async function deleteCluster(tx: FleetTransaction, id: string): Promise<void> {
  await tx.deleteFrom('cluster_plugins').where('cluster_id', '=', id).execute()
  await tx.deleteFrom('clusters').where('id', '=', id).execute()
}

function described({ id, name, labels }: ClusterValues) {
  return { id, name, labels: JSON.stringify(labels) }
}

function reached({ server, credential, sealed }: StoredConnection) {
  return {
    server_url: server,
    credential,
    credentials_sealed: sealed.bytes.length === 0 ? null : sealed.bytes,
    kek_id: sealed.kekId,
  }
}

const stored = z
  .object({
    id: z.string(),
    name: z.string(),
    labels: z.record(z.string(), z.string()),
    source: z.enum(['registry', 'agent']),
    server_url: z.string(),
    credential: z.enum(['none', 'token', 'client-certificate']),
    credentials_sealed: z.instanceof(Buffer).nullable(),
    kek_id: z.string(),
    version: z.number(),
    created_at: z.date(),
    updated_at: z.date(),
  })
  .transform((row): StoredCluster => ({
    id: row.id,
    name: row.name,
    labels: row.labels,
    source: row.source,
    server: row.server_url,
    credential: row.credential,
    sealed: { bytes: row.credentials_sealed ?? Buffer.alloc(0), kekId: row.kek_id },
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }))
