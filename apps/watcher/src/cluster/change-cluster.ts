import { isDeepStrictEqual } from 'node:util'

import type { Connection } from '@argus/contracts/http/clusters'
import { Refusal } from '@argus/contracts/refusal-code'
import type { FleetDatabase, FleetTransaction } from '@argus/db/fleet'
import type { Seals } from '@argus/db/seal'

import { makeToken, type MadeToken } from './agent/admit-agents.ts'
import { audit, type Actor, type AuditEntry } from './audit.ts'
import { credentialKind, sealConnection } from './sealed-connection.ts'
import {
  changeRegistry,
  deleteCluster,
  insertCluster,
  storedCluster,
  updateCluster,
  type StoredCluster,
  type StoredConnection,
} from './stored-clusters.ts'

export interface ChangeOptions {
  readonly db: FleetDatabase
  readonly seals: Seals
  readonly actor: Actor
}

/** A cluster as a caller describes it. */
export interface Described {
  readonly id: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

/** Adds a cluster. Throws a Refusal where there is one of that id. */
export async function registerCluster(
  { id, name, labels, connection }: Described & { readonly connection: Connection },
  { db, seals, actor }: ChangeOptions,
): Promise<StoredCluster> {
  const kept = keep(id, connection, seals)
  return changeRegistry(db, async (tx, version) => {
    const cluster = { id, name, labels, connection: kept, source: 'registry' } as const
    const made = await insertNew(tx, cluster, version)
    const { server, credential } = kept
    const details = { name, labels, server, credential }
    await audit(tx, { action: 'cluster.created', cluster: id, actor, details })
    return made
  })
}

/**
 * Adds a cluster that nobody reaches, and makes the token that its agent registers with. Throws a Refusal where there is
 * one of that id.
 */
export async function registerAgentCluster(
  { id, name, labels }: Described,
  { db, actor, now }: Omit<ChangeOptions, 'seals'> & { readonly now: number },
): Promise<{ readonly stored: StoredCluster; readonly made: MadeToken }> {
  return changeRegistry(db, async (tx, version) => {
    const cluster = { id, name, labels, connection: NO_CONNECTION, source: 'agent' } as const
    const stored = await insertNew(tx, cluster, version)
    const details = { name, labels, agent: true }
    await audit(tx, { action: 'cluster.created', cluster: id, actor, details })
    return { stored, made: await makeToken(tx, { cluster: id, actor, now }) }
  })
}

const NO_CONNECTION: StoredConnection = {
  server: '',
  credential: 'none',
  sealed: { bytes: Buffer.alloc(0), kekId: '' },
}

async function insertNew(
  tx: FleetTransaction,
  cluster: Parameters<typeof insertCluster>[1],
  version: number,
): Promise<StoredCluster> {
  const made = await insertCluster(tx, cluster, version)
  if (made !== undefined) return made
  throw new Refusal('conflict', `there is a cluster "${cluster.id}" already`)
}

/** What a caller makes of a cluster, and as which version they saw it; without a connection it is reached as before. */
interface SeenCluster extends Described {
  readonly version: number
  readonly connection: Connection | undefined
}

/** Changes a cluster. Throws a Refusal where it is not there, or not as the caller saw it. */
export async function changeCluster(
  { id, version: seen, name, labels, connection }: SeenCluster,
  { db, seals, actor }: ChangeOptions,
): Promise<StoredCluster> {
  const kept = connection && keep(id, connection, seals)
  return changeRegistry(db, async (tx, version) => {
    const before = seenAs(await storedCluster(tx, id), seen)
    if (kept !== undefined && before.source === 'agent')
      throw new Refusal(
        'conflict',
        'this cluster is reached by its agent alone; it has no connection',
      )
    const after = await updateCluster(tx, { id, name, labels, connection: kept }, version)
    await audit(tx, { ...changeOf(before, after), cluster: id, actor })
    return after
  })
}

/** Forgets a cluster and its credential. Throws a Refusal where it is not there, or not as the caller saw it. */
export async function forgetCluster(
  { id, version: seen }: { readonly id: string; readonly version: number },
  { db, actor }: Omit<ChangeOptions, 'seals'>,
): Promise<void> {
  await changeRegistry(db, async (tx) => {
    const { name, labels, server } = seenAs(await storedCluster(tx, id), seen)
    await deleteCluster(tx, id)
    const details = { name, labels, server }
    await audit(tx, { action: 'cluster.deleted', cluster: id, actor, details })
  })
}

function keep(id: string, connection: Connection, seals: Seals): StoredConnection {
  return {
    server: connection.server,
    credential: credentialKind(connection),
    sealed: sealConnection(seals, id, connection),
  }
}

function seenAs(stored: StoredCluster | undefined, version: number): StoredCluster {
  if (stored === undefined) throw new Refusal('not_found', 'there is no such cluster')
  if (stored.version === version) return stored
  throw new Refusal(
    'conflict',
    'somebody else changed this cluster meanwhile; read it again, then repeat the change',
  )
}

/** What history keeps of a change: every field that differs, and of the credential only that it does. */
function changeOf(
  before: StoredCluster,
  after: StoredCluster,
): Pick<AuditEntry, 'action' | 'details'> {
  const fields = (['name', 'labels', 'server', 'credential'] as const).filter(
    (field) => !isDeepStrictEqual(before[field], after[field]),
  )
  const details = Object.fromEntries(
    fields.map((field) => [field, { from: before[field], to: after[field] }]),
  )
  const reached = before.sealed.bytes.equals(after.sealed.bytes)
  return { action: reached ? 'cluster.changed' : 'cluster.credential_changed', details }
}
