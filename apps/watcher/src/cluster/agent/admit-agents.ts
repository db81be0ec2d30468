import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto'

import { Refusal } from '@argus/contracts/refusal-code'
import type { FleetDatabase, FleetTransaction } from '@argus/db/fleet'

import { audit, type Actor, type Stranger } from '../audit.ts'
import { changeRegistry, storedCluster } from '../stored-clusters.ts'
import type { RefusedAgent } from './refused-agents.ts'
import {
  deleteTokens,
  insertKey,
  insertToken,
  knownKey,
  noteUse,
  peekToken,
  redeemToken,
  revokeKeys,
  type AgentKey,
  type Redeemed,
} from './stored-agents.ts'

/** How long a registration token waits for its agent. */
const TOKEN_MS = 60 * 60_000

/** A token as it is shown, once. */
export interface MadeToken {
  readonly token: string
  readonly expiresAt: Date
}

/** Makes a token within a change of the registry: only its hash is kept. */
export async function makeToken(
  tx: FleetTransaction,
  {
    cluster,
    actor,
    now,
  }: { readonly cluster: string; readonly actor: Actor; readonly now: number },
): Promise<MadeToken> {
  const token = `argus_agent_${randomBytes(32).toString('base64url')}`
  const expiresAt = new Date(now + TOKEN_MS)
  await insertToken(tx, { hash: hashOf(token), cluster, expiresAt })
  const details = { expiresAt: expiresAt.toISOString() }
  await audit(tx, { action: 'cluster.agent_token_made', cluster, actor, details })
  return { token, expiresAt }
}

/** A token for the agent of a cluster that there is. Throws a Refusal where there is none, or it has no agent. */
export async function issueToken(
  db: FleetDatabase,
  made: { readonly cluster: string; readonly actor: Actor; readonly now: number },
): Promise<MadeToken> {
  return changeRegistry(db, async (tx) => {
    await requireAgents(tx, made.cluster)
    return makeToken(tx, made)
  })
}

/** Ends the right of an agent, and every token for it that is unused. Throws a Refusal as `issueToken`. */
export async function revokeAgent(
  db: FleetDatabase,
  { cluster, actor }: { readonly cluster: string; readonly actor: Actor },
): Promise<void> {
  await changeRegistry(db, async (tx) => {
    await requireAgents(tx, cluster)
    const keys = await revokeKeys(tx, { cluster })
    const tokens = await deleteTokens(tx, cluster)
    await audit(tx, { action: 'cluster.agent_revoked', cluster, actor, details: { keys, tokens } })
  })
}

/** What came of an agent that wanted to be known; why it was refused is for history alone. */
export type Registered =
  | { readonly type: 'registered'; readonly cluster: string }
  | {
      readonly type: 'refused'
      readonly why: RefusedAgent['why']
      readonly cluster: string | null
      readonly key: string
    }

/** Makes the key of an agent known for the token that it shows, in the place of the key before it. */
export async function registerAgent(
  db: FleetDatabase,
  shown: { readonly token: string; readonly publicKey: string; readonly actor: Stranger },
): Promise<Registered> {
  const { token, actor } = shown
  const publicKey = readPublicKey(shown.publicKey)
  const id = keyId(publicKey)
  const hash = hashOf(token)
  // Who shows what is none must not make the registry wait.
  const peeked = await peekToken(db, { hash, key: id })
  if (peeked.type !== 'good') return notGood(peeked, id)
  return changeRegistry(db, async (tx) => {
    const redeemed = await redeemToken(tx, { hash, key: id })
    if (redeemed.type !== 'good') return notGood(redeemed, id)
    const { cluster } = redeemed
    if (!(await insertKey(tx, { id, cluster, publicKey })))
      return { type: 'refused', why: 'key_not_new', cluster, key: id }
    const replaced = await revokeKeys(tx, { cluster, except: id })
    const details = { key: id, replaced }
    await audit(tx, { action: 'cluster.agent_registered', cluster, actor, details })
    return { type: 'registered', cluster }
  })
}

function notGood(redeemed: Exclude<Redeemed, { type: 'good' }>, key: string): Registered {
  const cluster = 'cluster' in redeemed ? redeemed.cluster : null
  return { type: 'refused', why: `token_${redeemed.type}`, cluster, key }
}

/** Lets another key follow the one by which an agent is known; both are good until the new one was used. */
export async function keepKey(
  db: FleetDatabase,
  {
    cluster,
    publicKey,
    from,
    actor,
  }: {
    readonly cluster: string
    readonly publicKey: Buffer
    readonly from: string
    readonly actor: Stranger
  },
): Promise<boolean> {
  const id = keyId(publicKey)
  return changeRegistry(db, async (tx) => {
    if (!(await insertKey(tx, { id, cluster, publicKey }))) return false
    const details = { from, to: id }
    await audit(tx, { action: 'cluster.agent_key_changed', cluster, actor, details })
    return true
  })
}

/**
 * An agent has shown a key for the first time: those before it are good no more. `false` where it was revoked itself
 * meanwhile, which must take nothing from the key that is good now.
 */
export async function firstUse(db: FleetDatabase, { id, cluster }: AgentKey): Promise<boolean> {
  return changeRegistry(db, async (tx) => {
    const there = await knownKey(tx, id)
    if (there === undefined || there.revoked) return false
    await noteUse(tx, id)
    await revokeKeys(tx, { cluster, except: id })
    return true
  })
}

/** Whether a text was signed by a key. */
export function isSigned(
  text: string,
  signature: string,
  { publicKey }: Pick<AgentKey, 'publicKey'>,
): boolean {
  const key = createPublicKey({ key: publicKey, type: 'spki', format: 'der' })
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'))
}

/** The bytes of a public key; throws a Refusal for anything but an Ed25519 key. */
export function readPublicKey(text: string): Buffer {
  const der = Buffer.from(text, 'base64url')
  try {
    const { asymmetricKeyType } = createPublicKey({ key: der, type: 'spki', format: 'der' })
    if (asymmetricKeyType === 'ed25519') return der
  } catch {
    // What cannot be read is no such key either.
  }
  throw new Refusal('invalid_request', 'publicKey: is no Ed25519 key')
}

export function keyId(publicKey: Buffer): string {
  return createHash('sha256').update(publicKey).digest('base64url').slice(0, 22)
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

async function requireAgents(tx: FleetTransaction, cluster: string): Promise<void> {
  const stored = await storedCluster(tx, cluster)
  if (stored === undefined) throw new Refusal('not_found', 'there is no such cluster')
  if (stored.source === 'agent') return
  throw new Refusal('conflict', 'this cluster is reached directly; it has no agent')
}
