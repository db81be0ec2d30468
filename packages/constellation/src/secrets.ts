import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'

import { z } from 'zod'

/** What the services of one data folder share and nobody else may know. */
export interface Secrets {
  /** Proves a service to auth's internal port. */
  readonly serviceToken: string
  /** Seals what auth keeps in the database; base64 of 32 bytes. */
  readonly keyEncryptionKey: string
  /** Seals the credentials of clusters, which auth has no part in; the same kind. */
  readonly clusterKeyEncryptionKey: string
}

const secretsSchema = z.strictObject({
  serviceToken: z.string().min(32),
  keyEncryptionKey: z.base64().length(44),
  /** Missing in a folder from before clusters were registered. */
  clusterKeyEncryptionKey: z.base64().length(44).optional(),
})

/** The secrets of a data folder, made at its first use, in a file for its owner's eyes. */
export async function readSecrets(dir: string): Promise<Secrets> {
  const file = join(dir, 'secrets.json')
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  const found = text === undefined ? {} : parse(file, text)
  const made: Secrets = {
    serviceToken: randomBytes(32).toString('base64url'),
    keyEncryptionKey: randomBytes(32).toString('base64'),
    clusterKeyEncryptionKey: randomBytes(32).toString('base64'),
    ...found,
  }
  if (isDeepStrictEqual(found, made)) return made
  await mkdir(dir, { recursive: true })
  // Written beside its place: a start that is cut short leaves no half of a key behind.
  await writeFile(`${file}.new`, `${JSON.stringify(made, undefined, 2)}\n`, { mode: 0o600 })
  await rename(`${file}.new`, file)
  return made
}

function parse(file: string, text: string): z.infer<typeof secretsSchema> {
  try {
    return secretsSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new Error(
      `${file} is not what was written there. Put it back from a copy, or remove the data folder to start afresh: what it sealed cannot be read without it.`,
      { cause },
    )
  }
}
