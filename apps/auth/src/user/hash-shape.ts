import { randomBytes } from 'node:crypto'

import type { AuthDatabase } from '@argus/db/auth'
import { sql } from 'kysely'

/** How a stored hash is made, and so how long it takes: its algorithm and cost, without salt and result. */
export type HashShape = string

const SHAPE = String.raw`^(\$2[aby]\$\d\d\$|\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$)`
const SHAPE_PATTERN = new RegExp(SHAPE)

/** The shape of a stored hash; `undefined` of one that is of no known kind. */
export function shapeOf(stored: string): HashShape | undefined {
  return SHAPE_PATTERN.exec(stored)?.[0]
}

/** Every shape that some user's hash has: more than one while hashes from elsewhere wait for their first login. */
export async function shapesInUse(db: AuthDatabase): Promise<readonly HashShape[]> {
  const rows = await db
    .selectFrom('users')
    .select(sql<HashShape | null>`substring(password_hash from ${SHAPE})`.as('shape'))
    .distinct()
    .where('password_hash', 'is not', null)
    .execute()
  return rows.flatMap(({ shape }) => (shape === null ? [] : [shape]))
}

/** A hash of this shape that no known password has: salt and result are random. */
export function decoyOf(shape: HashShape): string {
  if (!shape.startsWith('$argon2id$'))
    return `${shape}${randomBytes(40).toString('hex').slice(0, 53)}`
  return `${shape}${base64(randomBytes(16))}$${base64(randomBytes(32))}`
}

const base64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')
