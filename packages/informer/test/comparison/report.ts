/**
 * Lets our informer and that of client-node meet the same faults, and writes what came of it into `docs/informer.md`. On a
 * real API server where one is found. `QUIET_MINUTES` shortens the longest of them.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { findApiServerAssets } from '@argus/testkit/real-api-server'
import { startBench } from '../conformance/bench.ts'
import { fakeServer, realServer } from '../conformance/servers.ts'
import { FAULTS } from './faults.ts'
import { type MakeSubjects, argus, clientNode } from './subject.ts'
import { type Fault, type Verdict, tryFault } from './trial.ts'

/** As long after an error as client-node's own example starts its informer again. */
const RESTART_MS = 5_000

const SUBJECTS: readonly (readonly [name: string, subjects: MakeSubjects])[] = [
  ['Argus', argus],
  ['client-node', clientNode(undefined)],
  ['client-node, started again', clientNode(RESTART_MS)],
]

/** Faults that one subject meets at a time, besides the slow ones. */
const AT_ONCE = 3

const BEGIN = '<!-- begin: make report-informer -->'
const END = '<!-- end: make report-informer -->'

const quietMs = Number(process.env['QUIET_MINUTES'] ?? 10) * 60_000
const dir = findApiServerAssets()
const page = new URL('../../../../docs/informer.md', import.meta.url)

// What the readers of client-node fail with is counted where it belongs; here it must not end the run.
process.on('unhandledRejection', () => undefined)

await using bench = await startBench(
  await (dir === undefined ? fakeServer({}) : realServer({ dir })),
  'h2',
)
const columns = await Promise.all(SUBJECTS.map(([name, subjects]) => meetAll(name, subjects)))
await writeFile(page, replaced(await readFile(page, 'utf8'), table()))

/** Each on a resource of its own. Faults of many watches come last, one after the other, for they disturb the rest. */
async function meetAll(name: string, subjects: MakeSubjects): Promise<readonly Verdict[]> {
  const verdicts = new Map<Fault, Verdict>()
  const meet = async (fault: Fault) => {
    const verdict = await tryFault(fault, { bench, subjects, quietMs })
    verdicts.set(fault, verdict)
    const sign = verdict.ok ? 'ok' : '--'
    process.stdout.write(`${name} ${sign} ${fault.id} ${fault.title}: ${verdict.text}\n`)
  }
  const slow = FAULTS.filter((fault) => fault.slow).map(meet)
  const rest = FAULTS.filter((fault) => !fault.slow && !fault.many).values()
  const work = async () => {
    for (const fault of rest) await meet(fault)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  await Promise.all(slow)
  for (const fault of FAULTS.filter(({ many }) => many)) await meet(fault)
  return FAULTS.flatMap((fault) => verdicts.get(fault) ?? [])
}

function table(): string {
  const [ours, theirs, restarted] = columns.map(
    (column) => `${column.filter(({ ok }) => ok).length} of ${column.length}`,
  )
  const rows = FAULTS.map((fault, at) => {
    const cells = columns.map((column) => cell(column[at]))
    return `| ${fault.id} | ${fault.title} | ${cells.join(' | ')} |`
  })
  return [
    `Measured on ${dir === undefined ? 'the simulated API server' : 'a real API server'}; what an informer does not do as it should is **bold**.`,
    '',
    `| | Fault | ${SUBJECTS.map(([name]) => name).join(' | ')} |`,
    '| --- | --- | --- | --- | --- |',
    ...rows,
    `| | as it should | ${ours} | ${theirs} | ${restarted} |`,
  ].join('\n')
}

function cell(verdict: Verdict | undefined): string {
  if (!verdict) return ''
  return verdict.ok ? verdict.text : `**${verdict.text}**`
}

function replaced(text: string, made: string): string {
  const [before, rest] = text.split(BEGIN)
  const [, after] = rest?.split(END) ?? []
  if (before === undefined || after === undefined) {
    throw new Error(`docs/informer.md has no place for the table: ${BEGIN} … ${END}`)
  }
  return `${before}${BEGIN}\n\n${made}\n\n${END}${after}`
}
