import { hash } from 'node:crypto'

import { registerAnswerSchema } from '@argus/contracts/http/agents'
import { errorBodySchema } from '@argus/contracts/refusal-code'

import type { Clock } from '../clock.ts'
import type { ConsoleAddress } from '../console/address.ts'
import { post } from '../console/post.ts'
import {
  loadIdentity,
  saveIdentity,
  type Applicant,
  type Identity,
  type IdentityStore,
} from './identity.ts'
import { makeKeyPair } from './key-pair.ts'

export interface RegisterOptions {
  readonly store: IdentityStore
  readonly address: ConsoleAddress
  readonly token: string | undefined
  readonly clock: Clock
  /** Told each time that it did not work and is tried again. */
  readonly onFailure: (error: unknown) => void
  readonly signal: AbortSignal
}

/** The token is not good, and no other attempt will make it so. */
class RegistrationError extends Error {
  override readonly name = 'RegistrationError'
}

const AGAIN_MS = 5_000

/**
 * The stored identity, or a new one for the registration token. The key is stored before it is registered: a token is good
 * once, so that what follows it must be there. While the console is away it is tried again. Throws a RegistrationError where
 * there is no identity and no good token.
 */
export async function identify(options: RegisterOptions): Promise<Identity> {
  const { store, token, onFailure } = options
  const known = await loadIdentity(store)
  const isNew = token !== undefined && known?.registeredBy !== hashOf(token)
  if (known?.cluster !== undefined && !isNew) return known
  if (token === undefined) throw new RegistrationError(NO_TOKEN)
  try {
    return await registerWith(token, isNew ? undefined : known, options)
  } catch (error) {
    // A token that is not good takes no identity away that is.
    if (known?.cluster === undefined || !(error instanceof RegistrationError)) throw error
    onFailure(error)
    await saveIdentity(store, known)
    return known
  }
}

async function registerWith(
  token: string,
  known: Applicant | Identity | undefined,
  { store, address, clock, onFailure, signal }: RegisterOptions,
): Promise<Identity> {
  // An attempt that was cut off may have reached the watcher: the same key is shown again.
  const key = known?.key ?? makeKeyPair()
  const applicant = { key, registeredBy: hashOf(token), madeAt: clock.now() }
  await saveIdentity(store, applicant)
  for (;;) {
    signal.throwIfAborted()
    try {
      const cluster = await register(key.publicKey, token, address)
      const identity = { ...applicant, cluster }
      await saveIdentity(store, identity)
      return identity
    } catch (error) {
      if (error instanceof RegistrationError) throw error
      onFailure(error)
    }
    await clock.sleep(AGAIN_MS, signal)
  }
}

const hashOf = (token: string): string => hash('sha256', token, 'base64url')

async function register(
  publicKey: string,
  token: string,
  address: ConsoleAddress,
): Promise<string> {
  const { status, body } = await post(address, '/api/agents/register', { token, publicKey })
  if (status === 201) return registerAnswerSchema.parse(body).cluster
  const told = errorBodySchema.safeParse(body).data?.error ?? 'it says nothing that Argus would say'
  const message = `the console answers ${status} to the registration: ${told}`
  if (status === 400 || status === 401 || status === 403 || status === 404)
    throw new RegistrationError(message)
  throw new Error(message)
}

const NO_TOKEN =
  'this agent has no key yet, and no token to register one with. Make a registration token of its cluster in the console, and set ARGUS_AGENT_TOKEN.'
