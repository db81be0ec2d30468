import { startTestPostgres } from './database.ts'
import type { PostgresServer } from './postgres.ts'

declare global {
  var argusTestPostgres: PostgresServer | undefined
}

/** Jest's globalSetup: one PostgreSQL for the whole run, unless `TEST_DATABASE_URL` names one already. The teardown undoes it. */
export default async function setup(): Promise<void> {
  // oxlint-disable-next-line node/no-process-env -- how Jest's workers are told of the server
  const env = process.env
  if (env['TEST_DATABASE_URL'] !== undefined) return
  globalThis.argusTestPostgres = await startTestPostgres()
  env['TEST_DATABASE_URL'] = globalThis.argusTestPostgres.url
}
