import { z } from 'zod'

import { clusterId } from '@argus/contracts/topic'

import { readKeyPair, type KeyPair } from './key-pair.ts'

/**
 * Who an agent is: the agent of one cluster, by a key. `next` is a key that is to follow it, and may be known to the watcher
 * already; `previous` the one before it, for as long as the watcher has not welcomed the present one.
 */
export interface Identity {
  readonly cluster: string
  readonly key: KeyPair
  /** The hash of the token that it was registered with: another token is one to register with. */
  readonly registeredBy: string
  /** When the key was made, in milliseconds since the epoch. */
  readonly madeAt: number
  readonly next?: KeyPair | undefined
  readonly previous?: KeyPair | undefined
}

/** The same before the watcher has said whose agent it is. */
export type Applicant = Omit<Identity, 'cluster'> & { readonly cluster?: undefined }

/** Where an identity outlives the process. */
export interface IdentityStore {
  /** What stands there; `undefined` where nothing does yet. Throws where that cannot be told. */
  load(): Promise<string | undefined>
  /** Resolves when it would outlive this process. */
  save(text: string): Promise<void>
}

const storedSchema = z.object({
  cluster: clusterId.optional(),
  registeredBy: z.string(),
  key: z.string(),
  madeAt: z.number(),
  next: z.string().optional(),
  previous: z.string().optional(),
})

export async function loadIdentity(
  store: IdentityStore,
): Promise<Identity | Applicant | undefined> {
  const text = await store.load()
  if (text === undefined) return undefined
  const { key, madeAt, registeredBy, next, previous, cluster } = storedSchema.parse(
    JSON.parse(text),
  )
  const identity = {
    key: readKeyPair(key),
    madeAt,
    registeredBy,
    next: next === undefined ? undefined : readKeyPair(next),
    previous: previous === undefined ? undefined : readKeyPair(previous),
  }
  return cluster === undefined ? identity : { ...identity, cluster }
}

export async function saveIdentity(
  store: IdentityStore,
  identity: Identity | Applicant,
): Promise<void> {
  const { cluster, key, madeAt, registeredBy, next, previous } = identity
  const stored: z.infer<typeof storedSchema> = {
    cluster,
    key: key.toPem(),
    madeAt,
    registeredBy,
    next: next?.toPem(),
    previous: previous?.toPem(),
  }
  await store.save(JSON.stringify(stored))
}
