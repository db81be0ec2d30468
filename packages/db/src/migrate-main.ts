import { fileURLToPath } from 'node:url'

import { migrate, type MigrateOptions, MigrationError } from './migrate.ts'

const USAGE = `Usage: node packages/db/src/migrate-main.ts up | down | to NUMBER

  up          to the newest migration; a database that is ahead, and can be read by this release, is left as it is
  down        one step back
  to NUMBER   to that number, forwards or backwards; 0 removes everything

DATABASE_URL names the database; its user must own it and may make roles.
MIGRATIONS_DIR names the folder of SQL pairs, unless it is the one of this repository.`

process.exitCode = await run(process.argv.slice(2), process.env)

async function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const url = env['DATABASE_URL']
  const dir =
    env['MIGRATIONS_DIR'] ?? fileURLToPath(new URL('../../../migrations', import.meta.url))
  const options = optionsOf(args)
  if (url === undefined || options === undefined) {
    console.error(url === undefined ? `DATABASE_URL is not set.\n\n${USAGE}` : USAGE)
    return 2
  }
  try {
    const done = await migrate(url, dir, options)
    for (const { direction, name } of done.steps) console.log(`${direction} ${name}`)
    console.log(`The schema is at ${done.to}.`)
    return 0
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error
    console.error(error.message)
    return 1
  }
}

function optionsOf([verb, number, ...rest]: readonly string[]): MigrateOptions | undefined {
  if (rest.length > 0) return undefined
  if (verb === 'up' && number === undefined) return {}
  if (verb === 'down' && number === undefined) return { to: 'previous' }
  if (verb === 'to' && number !== undefined && /^\d+$/.test(number)) return { to: Number(number) }
  return undefined
}
