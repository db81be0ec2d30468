import { join } from 'node:path'

import type { Tokens } from '@argus/contracts/http/auth'
import { z } from 'zod'

import type { Config } from '../config.ts'
import { alone } from './file-lock.ts'
import { readPrivate, removePrivate, writePrivate } from './private-file.ts'

const storedSessionSchema = z.object({
  accessToken: z.string(),
  /** Milliseconds since the epoch, by this machine's clock. */
  expiresAt: z.number(),
  refreshToken: z.string(),
})
/** A login, as it lies in its file: whoever has it is logged in. */
export type StoredSession = z.infer<typeof storedSessionSchema>

/** The file of the session of a context. Changes are made under its lock. */
export interface SessionFile {
  read(): Promise<StoredSession | undefined>
  write(session: StoredSession): Promise<void>
  remove(): Promise<void>
  alone<T>(task: () => Promise<T>): Promise<T>
}

export function sessionFile({ folder }: Config, context: string): SessionFile {
  const path = join(folder, 'sessions', `${context}.json`)
  return {
    read: () => readPrivate(path, storedSessionSchema),
    write: (session) => writePrivate(path, session),
    remove: () => removePrivate(path),
    alone: (task) => alone(`${path}.lock`, task),
  }
}

/** What is kept of the tokens of a login; those without a refresh token are of none. */
export function storedOf({ access_token, refresh_token, expires_in }: Tokens): StoredSession {
  if (refresh_token === undefined) throw new Error('a login without a refresh token')
  return {
    accessToken: access_token,
    expiresAt: Date.now() + expires_in * 1_000,
    refreshToken: refresh_token,
  }
}
