import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'

const require = createRequire(import.meta.url)

/** Our tests wait for processes and clocks most of the time: a machine with two cores carries so many beside each other. */
const AT_ONCE = 3

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testTimeout: 30_000,
  maxWorkers: Math.max(AT_ONCE, availableParallelism() - 1),
  reporters: ['default', require.resolve('./limit-reporter.js')],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '\\.tsx?$': [
      require.resolve('@swc/jest'),
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: false },
          target: 'es2024',
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
}
