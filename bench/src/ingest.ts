/**
 * What one change on a watch costs to take in: the informer with its index, beside the floor (cutting lines, and cutting
 * and parsing them) and beside the client library's own watch. All four take turns in one run, several times; CPU time
 * of the reading process. The last line is JSON.
 */
import { startScript } from './script.ts'
import { median, spread } from './statistics.ts'

const SUBJECTS = ['split', 'parse', 'argus', 'client-node'] as const
type Subject = (typeof SUBJECTS)[number]

const repetitions = Number(process.env['REPETITIONS'] ?? 5)
const events = process.env['EVENTS'] ?? '20000'
const results = []

for (const bytes of [2_000, 5_000, 10_000]) {
  const costs = new Map<Subject, number[]>(SUBJECTS.map((subject) => [subject, []]))
  await using source = await startScript('ingest-source.ts', {
    EVENTS: events,
    BYTES: String(bytes),
  })
  const { url, ca }: { url: string; ca: string } = JSON.parse(source.line)
  for (let turn = 0; turn < repetitions; turn++) {
    for (const subject of SUBJECTS) {
      const env = { EVENTS: events, URL: url, CA: ca, SUBJECT: subject }
      await using run = await startScript('ingest-subject.ts', env)
      const { micros }: { micros: number } = JSON.parse(run.line)
      costs.get(subject)?.push(micros)
    }
  }
  const summary = SUBJECTS.map((subject) => `${subject} ${spread(costs.get(subject) ?? [])}`)
  console.log(`${bytes / 1_000} KB, CPU µs a change: ${summary.join(' · ')}`)
  const size = `${bytes / 1_000}KB`
  results.push(
    ratio(`B3 ${size} argus/parse`, costs.get('argus'), costs.get('parse')),
    ratio(`B3 ${size} client-node/argus`, costs.get('client-node'), costs.get('argus')),
  )
}
console.log(JSON.stringify({ bench: 'ingest', node: process.version, results }))

function ratio(id: string, over: number[] = [], under: number[] = []): object {
  const value = Math.round((median(over) / median(under)) * 1_000) / 1_000
  const goal = id.endsWith('argus/parse')
    ? { text: '<=1.05', ok: value <= 1.05 }
    : { text: '>1', ok: value > 1 }
  return { id, value, goal: goal.text, ok: goal.ok }
}
