import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
} from 'node:crypto'

/** The sealed bytes do not open: another key-encryption key, another record's bytes, or damage. */
export class SealError extends Error {
  override readonly name = 'SealError'
}

/** Which record a secret belongs to: it opens there and nowhere else. */
export interface Place {
  readonly table: string
  readonly field: string
  readonly record: string
}

/** Bytes for the database, and the id of the operator's key that they need. */
export interface Sealed {
  readonly bytes: Buffer
  readonly kekId: string
}

/** Seals secrets for the database, which never sees the operator's keys. */
export interface Seals {
  /** The operator's key that new secrets are sealed under. */
  readonly kekId: string
  seal(plain: Buffer, place: Place): Sealed
  /** Opens what was sealed for this place. Throws a SealError that says what to look at. */
  unseal(sealed: Sealed, place: Place): Buffer
  /**
   * A text by which another is known again, and which tells nobody else what it was, not even by trying. Under another
   * key of the operator it is another.
   */
  alias(text: string): string
}

/**
 * An envelope: a random key for each secret, AES-256-GCM, wrapped by the operator's key; both layers are bound to the
 * place. `previous` keys only open.
 */
export function createSeals(current: Buffer, previous: readonly Buffer[] = []): Seals {
  const keys = new Map([current, ...previous].map((key) => [kekIdOf(key), key]))
  const kekId = kekIdOf(current)
  const aliasKey = Buffer.from(hkdfSync('sha256', current, '', 'argus alias', KEY_BYTES))
  return {
    kekId,
    alias: (text) => createHmac('sha256', aliasKey).update(text).digest('hex'),
    seal(plain, place) {
      const dek = randomBytes(KEY_BYTES)
      const aad = aadOf(place)
      return {
        kekId,
        bytes: Buffer.concat([FORMAT, encrypt(dek, current, aad), encrypt(plain, dek, aad)]),
      }
    },
    unseal(sealed, place) {
      const kek = keys.get(sealed.kekId)
      try {
        if (kek === undefined) throw new Error('no such key')
        const { bytes } = sealed
        if (!bytes.subarray(0, FORMAT.length).equals(FORMAT)) throw new Error('unknown format')
        const aad = aadOf(place)
        const wrapped = bytes.subarray(FORMAT.length, FORMAT.length + WRAPPED_BYTES)
        return decrypt(
          bytes.subarray(FORMAT.length + WRAPPED_BYTES),
          decrypt(wrapped, kek, aad),
          aad,
        )
      } catch (cause) {
        throw new SealError(
          `The secret ${place.field} of ${place.table} ${place.record} does not open. It was sealed under another key than ARGUS_KEY_ENCRYPTION_KEY (its id is ${sealed.kekId}); set that one, or name it in ARGUS_PREVIOUS_KEY_ENCRYPTION_KEYS.`,
          { cause },
        )
      }
    },
  }
}

const FORMAT = Buffer.from([2])
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const WRAPPED_BYTES = NONCE_BYTES + TAG_BYTES + KEY_BYTES

/** Says which key it is, and nothing of the key. */
const kekIdOf = (key: Buffer): string =>
  createHash('sha256').update('argus key id').update(key).digest('hex').slice(0, 16)

const aadOf = ({ table, field, record }: Place): Buffer =>
  Buffer.from(JSON.stringify([table, record, field, 2]))

/** Nonce, tag, ciphertext. */
function encrypt(plain: Buffer, key: Buffer, aad: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad)
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

function decrypt(bytes: Buffer, key: Buffer, aad: Buffer): Buffer {
  const nonce = bytes.subarray(0, NONCE_BYTES)
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(aad).setAuthTag(tag)
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
}
