/**
 * Measures again what ratios.json holds and fails when a ratio is more than a tenth worse, twice: what is worse the first time
 * is measured once more. `BENCHES`, names by comma, for a part; `RECORD=1` writes what was measured into ratios.json
 * instead. The last line is JSON.
 */
import { compare, type Verdict } from './check/compare.ts'
import { readRecord, writeRecord } from './check/record.ts'
import { run } from './check/run.ts'

const record = await readRecord()
const benches = process.env['BENCHES']?.split(',') ?? Object.keys(record)
const recording = process.env['RECORD'] === '1'

const results = []
for (const bench of benches) {
  const held = record[bench]
  if (held === undefined)
    throw new Error(`ratios.json knows no "${bench}"; it knows ${Object.keys(record).join(', ')}`)
  const runs: ReadonlyMap<string, number>[] = []
  const measure = async (): Promise<readonly Verdict[]> => {
    const one = await run(bench, held.env)
    if (one.type === 'measured') runs.push(one.values)
    else console.log(`${bench}: not measured here, ${one.why}`)
    return one.type === 'measured' ? compare(held.ratios, runs) : []
  }
  let verdicts = await measure()
  if (recording) {
    for (const [id, ratio] of Object.entries(held.ratios))
      ratio.value = runs[0]?.get(id) ?? ratio.value
    continue
  }
  if (verdicts.some(({ type }) => type === 'worse')) verdicts = await measure()
  for (const verdict of verdicts) {
    console.log(told(verdict))
    results.push({ ...verdict, ok: verdict.type === 'held' })
  }
}
if (recording) await writeRecord(record)
console.log(JSON.stringify({ bench: 'check', node: process.version, results }))
if (results.some(({ ok }) => !ok)) process.exitCode = 1

function told(verdict: Verdict): string {
  const { type, id, recorded } = verdict
  if (type === 'missing') return `MISSING ${id}: ${recorded} was recorded, and nothing measured`
  if (type === 'worse')
    return `WORSE ${id}: ${verdict.value}, by ${verdict.percent} % than the ${recorded} that were recorded`
  return `held ${id}: ${verdict.value}, recorded ${recorded}`
}
