/** Adds up what every workspace member's tests left behind; fails when one failed, none passed or (CI) one was skipped for a tool. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { addUp, parseResults, type MemberResults } from './test-results.ts'

const root = join(import.meta.dirname, '..')
const members = globSync(
  ['apps/*/package.json', 'packages/*/package.json', '{e2e,bench}/package.json'],
  {
    cwd: root,
  },
)
const sum = addUp(
  members
    .toSorted()
    .map((manifest) => dirname(manifest))
    .filter((member) => hasTests(member))
    .map((member) => ({ member, results: resultsOf(member) })),
)

for (const { member, title, count } of sum.skippedSuites)
  console.log(`Skipped: ${member}: ${title} (${count})`)
for (const { member, why } of sum.faults) console.log(`Failed: ${member}: ${why}`)
const toolMissing = sum.skippedSuites.some(({ title }) => !isForData(title))
const nothingMissing = process.env['CI'] !== 'true' || !toolMissing
if (!nothingMissing) console.log('In CI every tool is there: a test skipped for one is a failure.')
console.log(`Tests: ${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`)
process.exitCode = sum.failed === 0 && sum.passed > 0 && nothingMissing ? 0 : 1

/** Public sample data lies beside some checkouts and not beside others; everything else can be installed. */
function isForData(title: string): boolean {
  return title.includes('../shared/')
}

function hasTests(member: string): boolean {
  return readFileSync(join(root, member, 'package.json'), 'utf8').includes('"test":')
}

function resultsOf(member: string): MemberResults | undefined {
  const file = join(root, member, '.jest-results.json')
  return existsSync(file) ? parseResults(readFileSync(file, 'utf8')) : undefined
}
