import { createRequire } from 'node:module'

import preset from '../jest-preset.js'

const require = createRequire(import.meta.url)

/** For packages whose tests need a database: one PostgreSQL for the whole run. @type {import('jest').Config} */
export default {
  ...preset,
  globalSetup: require.resolve('../postgres-setup.ts'),
  globalTeardown: require.resolve('../postgres-teardown.ts'),
}
