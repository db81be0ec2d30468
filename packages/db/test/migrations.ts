import { fileURLToPath } from 'node:url'

import { migrate } from '../src/migrate.ts'

/** The repository's own SQL pairs. */
export const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url))

export const migrateAll = (url: string) => migrate(url, MIGRATIONS)
