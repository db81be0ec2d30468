/** Adds up what every workspace member's tests left behind, or those of a part; fails when one failed, none passed or (CI) one was skipped for a tool. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { addUp, FIRST_RESULTS, parseResults, RESULTS, type MemberResults } from './test-results.ts'

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
const tested = members
  .toSorted()
  .map((manifest) => dirname(manifest))
  .filter(belongsTo)
  .filter((member) => hasTests(member))
const sum = addUp(tested.map((member) => ({ member, results: resultsOf(member, RESULTS) })))

for (const { member, title, count } of sum.skippedSuites)
  console.log(`Skipped: ${member}: ${title} (${count})`)
for (const member of tested) {
  const first = resultsOf(member, FIRST_RESULTS)
  // What fails twice is told as failed, below.
  if (first === undefined || resultsOf(member, RESULTS)?.failed !== 0) continue
  console.log(`Unsteady: ${member}: ${first.failed} failed in a first run; look into it`)
  tell(first.failures)
}
for (const { member, why, failures } of sum.faults) {
  console.log(`Failed: ${member}: ${why}`)
  tell(failures)
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

function tell(failures: MemberResults['failures']): void {
  for (const { title, message } of failures)
    console.log(`- ${title}\n${indented(message, LINES_OF_A_FAILURE)}`)
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

function resultsOf(member: string, name: string): MemberResults | undefined {
  const file = join(root, member, name)
  return existsSync(file) ? parseResults(readFileSync(file, 'utf8')) : undefined
}
