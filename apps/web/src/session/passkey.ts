import { z } from 'zod'

import { ApiError } from './api-error.ts'

/**
 * Asks the browser to prove that it has one of these passkeys; the answer is what auth wants of it. Throws an ApiError
 * `not_found` where there is none, or the user does not want to.
 */
export async function provePasskey(options: { readonly challenge: string }): Promise<unknown> {
  const credential = await ask(options)
  if (credential instanceof PublicKeyCredential) return credential.toJSON()
  throw new ApiError('not_found', { message: 'the browser gave no passkey' })
}

async function ask(options: { readonly challenge: string }): Promise<Credential | null> {
  try {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
    return await navigator.credentials.get({ publicKey })
  } catch (cause) {
    throw new ApiError('not_found', { message: 'the browser gave no passkey', cause })
  }
}

/** Has the browser make a passkey. Throws an ApiError `not_found` where it cannot, or the user does not want to. */
export async function makePasskey(options: { readonly challenge: string }): Promise<unknown> {
  const credential = await make(options)
  if (credential instanceof PublicKeyCredential) return credential.toJSON()
  throw new ApiError('not_found', { message: 'the browser made no passkey' })
}

async function make(options: { readonly challenge: string }): Promise<Credential | null> {
  const parsed = creationOptionsSchema.safeParse(options)
  if (!parsed.success) throw new ApiError('internal', { cause: parsed.error })
  try {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(parsed.data)
    return await navigator.credentials.create({ publicKey })
  } catch (cause) {
    throw new ApiError('not_found', { message: 'the browser made no passkey', cause })
  }
}

/** What the browser's own reader insists on; it looks at the rest itself. */
const creationOptionsSchema = z.looseObject({
  challenge: z.string(),
  rp: z.looseObject({ name: z.string() }),
  user: z.looseObject({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.looseObject({ alg: z.number(), type: z.literal('public-key') })),
})
