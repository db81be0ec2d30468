import type { Assertion, Attestation } from '@argus/contracts/http/passkeys'
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'

import { CHALLENGE_MS } from '../challenge.ts'
import type { RelyingParty } from './relying-party.ts'

/** A key as an authenticator made it. */
export interface NewKey {
  readonly id: string
  readonly publicKey: Buffer
  readonly counter: number
}

/** A key that we hold. */
export interface StoredKey {
  readonly id: string
  readonly publicKey: Buffer
}

/** A proof whose signature is right. `synced`: the key may be on several devices. */
export interface Proven {
  readonly counter: number
  readonly synced: boolean
}

export interface Ceremony {
  readonly party: RelyingParty
  /** The text that the authenticator signs. */
  readonly challenge: string
}

export interface Enrolling {
  readonly user: { readonly id: string; readonly email: string; readonly displayName: string }
  /** The authenticators that hold one of these already make no second. */
  readonly known: readonly string[]
}

/** What a browser needs to make a key that names its user itself and asks for a finger or a PIN. */
export async function enrolmentOptions(
  { party, challenge }: Ceremony,
  { user, known }: Enrolling,
): Promise<object & { challenge: string }> {
  return generateRegistrationOptions({
    rpName: 'Argus',
    rpID: party.id,
    userID: Uint8Array.from(Buffer.from(user.id)),
    userName: user.email,
    userDisplayName: user.displayName || user.email,
    challenge: bytesOf(challenge),
    timeout: CHALLENGE_MS,
    attestationType: 'none',
    excludeCredentials: known.map((id) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

/** The key that was made, or `undefined` where what came is not what was asked for. */
export async function verifyEnrolment(
  { party, challenge }: Ceremony,
  credential: Attestation,
): Promise<NewKey | undefined> {
  const { id, rawId, type, response } = credential
  const { clientDataJSON, attestationObject } = response
  const verified = await orRefused(
    verifyRegistrationResponse({
      response: {
        id,
        rawId,
        type,
        clientExtensionResults: {},
        response: { clientDataJSON, attestationObject },
      },
      expectedChallenge: challenge,
      expectedOrigin: [...party.origins],
      expectedRPID: party.id,
      requireUserVerification: true,
    }),
  )
  if (!verified?.verified) return undefined
  const key = verified.registrationInfo.credential
  return { id: key.id, publicKey: Buffer.from(key.publicKey), counter: key.counter }
}

/** What a browser needs to prove that it has one of these keys; without any, the user chooses one they have. */
export async function proofOptions(
  { party, challenge }: Ceremony,
  keys: readonly { readonly id: string; readonly transports: readonly string[] }[] = [],
): Promise<object & { challenge: string }> {
  return generateAuthenticationOptions({
    rpID: party.id,
    challenge: bytesOf(challenge),
    timeout: CHALLENGE_MS,
    userVerification: 'required',
    allowCredentials: keys.map(({ id, transports }) => ({ id, transports: [...transports] })),
  })
}

/** What a proof says, or `undefined` where it is none: another challenge, page, domain or key, or nobody verified. */
export async function verifyProof(
  { party, challenge }: Ceremony,
  { id, rawId, type, response }: Assertion,
  key: StoredKey,
): Promise<Proven | undefined> {
  const { clientDataJSON, authenticatorData, signature } = response
  const verified = await orRefused(
    verifyAuthenticationResponse({
      response: {
        id,
        rawId,
        type,
        clientExtensionResults: {},
        response: { clientDataJSON, authenticatorData, signature },
      },
      expectedChallenge: challenge,
      expectedOrigin: [...party.origins],
      expectedRPID: party.id,
      // The counter is compared where it is stored, after the signature: only a right one tells of a copied key.
      credential: { id: key.id, publicKey: Uint8Array.from(key.publicKey), counter: 0 },
      requireUserVerification: true,
    }),
  )
  if (!verified?.verified) return undefined
  const { newCounter, credentialDeviceType } = verified.authenticationInfo
  return { counter: newCounter, synced: credentialDeviceType === 'multiDevice' }
}

/** The library says by an exception what is wrong with what came; nobody but its sender could act on it. */
async function orRefused<T>(verifying: Promise<T>): Promise<T | undefined> {
  try {
    return await verifying
  } catch {
    return undefined // Whatever it says, what came proves nothing.
  }
}

const bytesOf = (challenge: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.from(challenge, 'base64url'))
