import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** The sealed bytes do not open: another key-encryption key, another record's bytes, or damage. */
export class SealError extends Error {
  override readonly name = 'SealError'
}

/**
 * Seals a private key for the database: AES-256-GCM under the operator's key, bound to the record it belongs to, so that
 * it cannot be moved to another. Layout: format byte, 12 bytes nonce, 16 bytes tag, ciphertext.
 */
export function seal(plain: Buffer, kek: Buffer, record: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', kek, nonce).setAAD(aad(record))
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([FORMAT, nonce, cipher.getAuthTag(), sealed])
}

/** Opens what `seal` sealed for this record. Throws a SealError that says what to look at. */
export function unseal(sealed: Buffer, kek: Buffer, record: string): Buffer {
  const body = sealed.subarray(FORMAT.length)
  const nonce = body.subarray(0, NONCE_BYTES)
  const tag = body.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
  try {
    if (!sealed.subarray(0, FORMAT.length).equals(FORMAT)) throw new Error('unknown format')
    const options = { authTagLength: TAG_BYTES }
    const decipher = createDecipheriv('aes-256-gcm', kek, nonce, options)
    decipher.setAAD(aad(record)).setAuthTag(tag)
    const text = body.subarray(NONCE_BYTES + TAG_BYTES)
    return Buffer.concat([decipher.update(text), decipher.final()])
  } catch (cause) {
    throw new SealError(
      `The signing key ${record} does not open. ARGUS_KEY_ENCRYPTION_KEY is not the one it was sealed under; set that one.`,
      { cause },
    )
  }
}

const FORMAT = Buffer.from([1])
const NONCE_BYTES = 12
const TAG_BYTES = 16

const aad = (record: string): Buffer => Buffer.from(`auth.signing_keys/private_sealed/${record}/1`)
