import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** One numbered pair of SQL files. */
export interface MigrationPair {
  readonly number: number
  /** `007_revoked_tokens` */
  readonly name: string
  readonly up: string
  readonly down: string
  /** Of `up`; an applied file never changes. */
  readonly checksum: string
  /** The oldest number whose code still works once this one is applied; the first line of `up` says it. */
  readonly minReader: number
}

/** The pairs of a folder in order. Throws where a number is missing or taken twice, or half of a pair is. */
export async function readMigrations(dir: string): Promise<readonly MigrationPair[]> {
  const names = (await readdir(dir))
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.replace(/\.(up|down)\.sql$/, ''))
  const pairs = await Promise.all([...new Set(names)].toSorted().map((name) => readPair(dir, name)))
  pairs.forEach(({ number, name }, index) => {
    if (number === index + 1) return
    throw new Error(`Migration ${name} stands where number ${index + 1} is expected, in ${dir}`)
  })
  return pairs
}

async function readPair(dir: string, name: string): Promise<MigrationPair> {
  const number = /^(\d{3,})_[a-z0-9_]+$/.exec(name)?.[1]
  if (number === undefined) throw new Error(`${name} in ${dir} is not named NNN_what.up.sql`)
  const [up, down] = await Promise.all([
    readFile(join(dir, `${name}.up.sql`), 'utf8'),
    readFile(join(dir, `${name}.down.sql`), 'utf8'),
  ])
  const minReader = /^-- min_reader: (\d+)$/m.exec(up)?.[1]
  if (minReader === undefined) throw new Error(`${name}.up.sql does not say its "-- min_reader: N"`)
  return {
    number: Number(number),
    name,
    up,
    down,
    checksum: createHash('sha256').update(up).digest('hex'),
    minReader: Number(minReader),
  }
}
