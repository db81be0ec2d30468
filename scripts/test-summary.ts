/** Adds up what every workspace member's tests left behind, or those of a part; fails when one failed, none passed or (CI) one was skipped for a tool. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { addUp, parseResults, type MemberResults } from './test-results.ts'

/** Enough to see what was expected, what came and where; the whole of it stands further up. */
const LINES_OF_A_FAILURE = 15

/** What `scripts/run-tests.sh frontend` runs; its `backend` is all the rest, its `charts` one member alone. */
const FRONTEND = ['apps/web', 'e2e']

const [part = 'all'] = process.argv.slice(2)
const root = join(import.meta.dirname, '..')
const members = globSync(
  ['apps/*/package.json', 'packages/*/package.json', '{charts,e2e,bench}/package.json'],
  {
    cwd: root,
  },
)
const sum = addUp(
  members
    .toSorted()
    .map((manifest) => dirname(manifest))
    .filter(belongsTo)
    .filter((member) => hasTests(member))
    .map((member) => ({ member, results: resultsOf(member) })),
)

for (const { member, title, count } of sum.skippedSuites)
  console.log(`Skipped: ${member}: ${title} (${count})`)
for (const { member, why, failures } of sum.faults) {
  console.log(`Failed: ${member}: ${why}`)
  for (const { title, message } of failures)
    console.log(`- ${title}\n${indented(message, LINES_OF_A_FAILURE)}`)
}
const toolMissing = sum.skippedSuites.some(({ title }) => !isForData(title))
const nothingMissing = process.env['CI'] !== 'true' || !toolMissing
if (!nothingMissing) console.log('In CI every tool is there: a test skipped for one is a failure.')
console.log(`Tests: ${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`)
process.exitCode = sum.failed === 0 && sum.passed > 0 && nothingMissing ? 0 : 1

function belongsTo(member: string): boolean {
  if (part === 'all') return true
  if (part === 'charts') return member === 'charts'
  return FRONTEND.includes(member) === (part === 'frontend')
}

function indented(text: string, limit: number): string {
  return text
    .split('\n', limit)
    .map((line) => `    ${line}`)
    .join('\n')
}

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
