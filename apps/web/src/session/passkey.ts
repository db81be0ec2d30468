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
