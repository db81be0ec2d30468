import { generateKeyPairSync, type KeyObject } from 'node:crypto'

import type { KeySet } from '@argus/contracts/http/auth'
import { keySetSchema } from '@argus/contracts/http/auth'

export interface Pair {
  readonly kid: string
  readonly key: KeyObject
  readonly publicKey: KeyObject
}

export function keyPair(kid: string): Pair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { kid, key: privateKey, publicKey }
}

export function published(...pairs: readonly Pair[]): KeySet {
  return keySetSchema.parse({
    keys: pairs.map(({ kid, publicKey }) => ({
      ...publicKey.export({ format: 'jwk' }),
      kid,
      alg: 'ES256',
      use: 'sig',
    })),
  })
}
