/**
 * What one change on a watch costs to take in: the informer with its index, beside the floor (cutting lines, and cutting
 * and parsing them) and beside the client library's own watch. All four take turns in one run, several times; CPU time
 * of the reading process. The last line is JSON.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'

const SUBJECTS = ['split', 'parse', 'argus', 'client-node'] as const
type Subject = (typeof SUBJECTS)[number]

const repetitions = Number(process.env['REPETITIONS'] ?? 5)
const events = process.env['EVENTS'] ?? '20000'
const results = []

for (const bytes of [2_000, 5_000, 10_000]) {
  const costs = new Map<Subject, number[]>(SUBJECTS.map((subject) => [subject, []]))
  await using source = await started('ingest-source.ts', { EVENTS: events, BYTES: String(bytes) })
  const { url, ca }: { url: string; ca: string } = JSON.parse(source.line)
  for (let turn = 0; turn < repetitions; turn++) {
    for (const subject of SUBJECTS) {
      const env = { EVENTS: events, URL: url, CA: ca, SUBJECT: subject }
      await using run = await started('ingest-subject.ts', env)
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

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function spread(values: readonly number[]): string {
  return `${median(values).toFixed(1)} [${Math.min(...values).toFixed(1)}–${Math.max(...values).toFixed(1)}]`
}

interface Started extends AsyncDisposable {
  /** What it printed first. */
  readonly line: string
}

/** Starts a script beside this one, and waits for its first line; disposing ends it. */
async function started(script: string, env: Readonly<Record<string, string>>): Promise<Started> {
  const child = spawn(process.execPath, [join(import.meta.dirname, script)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 120_000,
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const line = await firstLine(child, script)
  return {
    line,
    async [Symbol.asyncDispose]() {
      child.kill()
      await ended
    },
  }
}

async function firstLine(child: ChildProcess, script: string): Promise<string> {
  let text = ''
  for await (const piece of child.stdout ?? []) {
    text += String(piece)
    const end = text.indexOf('\n')
    if (end >= 0) return text.slice(0, end)
  }
  throw new Error(`${script} ended without a result`)
}
