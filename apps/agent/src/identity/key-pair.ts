import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto'

/** The key that an agent proves itself with; its private half never leaves this process but into its store. */
export interface KeyPair {
  readonly id: string
  /** SubjectPublicKeyInfo in DER, base64url. */
  readonly publicKey: string
  sign(text: string): string
  /** PKCS #8 in PEM, for the store. */
  toPem(): string
}

/** Makes an Ed25519 key (RFC 8032): small, and nothing about it can be chosen wrongly. */
export function makeKeyPair(): KeyPair {
  return keyPairOf(generateKeyPairSync('ed25519').privateKey)
}

/** The key that `toPem` wrote; throws for anything else. */
export function readKeyPair(pem: string): KeyPair {
  const key = createPrivateKey(pem)
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('the stored key is none of an agent')
  return keyPairOf(key)
}

function keyPairOf(privateKey: KeyObject): KeyPair {
  const der = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  return {
    id: createHash('sha256').update(der).digest('base64url').slice(0, 22),
    publicKey: der.toString('base64url'),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64url'),
    toPem: () => privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}
