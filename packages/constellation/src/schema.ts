import { lastWords } from './log-file.ts'
import { inRepository } from './repository.ts'
import { runCommand } from './run-command.ts'
import type { Env } from './supervised-process.ts'

export interface SchemaOptions {
  readonly databaseUrl: string
  readonly log: string
  readonly env: Env
  readonly signal: AbortSignal
}

/** Brings the database to the newest migration, by the command that an operator's rollout runs. */
export async function bringUpSchema(options: SchemaOptions): Promise<{ readonly detail: string }> {
  const { databaseUrl, log, env, signal } = options
  await runCommand({
    name: 'the migration of the database',
    command: process.execPath,
    args: [inRepository('packages/db/src/migrate-main.ts'), 'up'],
    cwd: inRepository('.'),
    env: { ...env, DATABASE_URL: databaseUrl },
    log,
    signal,
  })
  return { detail: lastWords(log) }
}
