/**
 * Puts the results of members in which something failed aside, so that these are run once more and both are told. Fails,
 * and leaves them, where nothing failed that left results, or so much that it is not by chance.
 */
import { existsSync, globSync, readFileSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { FIRST_RESULTS, parseResults, RESULTS } from './test-results.ts'

/** Tests. What is broken mostly breaks more, and two hours of suites are no answer to that. */
const BY_CHANCE = 5

const root = join(import.meta.dirname, '..')
const failed = globSync(`{apps/*,packages/*,charts,e2e,bench}/${RESULTS}`, { cwd: root })
  .map((path) => join(root, path))
  .map((path) => ({ path, count: parseResults(readFileSync(path, 'utf8')).failed }))
  .filter(({ count }) => count > 0)
const count = failed.reduce((sum, each) => sum + each.count, 0)

if (count === 0 || count > BY_CHANCE) process.exitCode = 1
else
  for (const { path } of failed) {
    const first = join(dirname(path), FIRST_RESULTS)
    if (!existsSync(first)) renameSync(path, first)
  }
