/**
 * What one event of a watch costs to take in, of a real API server and of the simulated one: the informer with its index,
 * without and with the projection, beside the floor (cutting lines, and cutting and parsing them) and beside the client
 * library's own watch. All take turns in one run, several times; CPU time of the reading process, warm. The last line is JSON.
 */
import { availableParallelism } from 'node:os'
import { startFakeApiServer } from '@argus/fake-api-server/server'
import { findApiServerAssets, startRealApiServer } from '@argus/testkit/real-api-server'

import type { Endpoint } from './cluster/api-client.ts'
import { createThings, defineThings, versionOf } from './cluster/things.ts'
import { startScript } from './script.ts'
import { median, spread } from './statistics.ts'

const SUBJECTS = ['split', 'parse', 'argus', 'argus, projected', 'client-node'] as const
type Subject = (typeof SUBJECTS)[number]

const repetitions = Number(process.env['REPETITIONS'] ?? 5)
const events = Number(process.env['EVENTS'] ?? 8_000)
/** Bytes of an object. */
const SIZES = (process.env['SIZES'] ?? '2000,5000,10000').split(',').map(Number)

await using servers = new AsyncDisposableStack()
const endpoints = new Map<string, Endpoint>()
endpoints.set('simulated', servers.use(await startFakeApiServer()))
if (findApiServerAssets() === undefined) {
  console.log('skipped: a real API server (no kube-apiserver; run `make envtest`)')
} else {
  endpoints.set('real', servers.use(await startRealApiServer()))
}
/** Where each resource was before its objects were made: a watch from there tells of every one. */
const beginnings = new Map<string, string>()
for (const server of endpoints.values()) {
  for (const bytes of SIZES) {
    await defineThings(server, pluralOf(bytes))
    beginnings.set(`${server.url} ${bytes}`, await versionOf(server, pluralOf(bytes)))
    await createThings(server, { plural: pluralOf(bytes), from: 0, to: events, bytes })
  }
}

const results = []
for (const bytes of SIZES) {
  for (const [name, server] of endpoints) {
    const costs = new Map<Subject, number[]>(SUBJECTS.map((subject) => [subject, []]))
    for (let turn = 0; turn < repetitions; turn++) {
      for (const subject of SUBJECTS)
        costs.get(subject)?.push(await measure(server, subject, bytes))
    }
    const cell = `${bytes / 1_000}KB ${name}`
    const summary = SUBJECTS.map((subject) => `${subject} ${spread(costs.get(subject) ?? [])}`)
    console.log(`${cell}, CPU µs an event: ${summary.join(' · ')}`)
    const rates = SUBJECTS.map(
      (subject) => `${subject} ${Math.round(1e6 / median(costs.get(subject) ?? []))}`,
    )
    console.log(`${cell}, events a CPU second: ${rates.join(' · ')}`)
    results.push(
      ratio(`B3 ${cell} argus/parse`, [costs.get('argus'), costs.get('parse')], 1.05),
      ratio(`B3 ${cell} projected/parse`, [costs.get('argus, projected'), costs.get('parse')], 1.5),
      ratio(`B3 ${cell} argus/client-node`, [costs.get('argus'), costs.get('client-node')], 1),
    )
  }
}
const cores = availableParallelism()
console.log(JSON.stringify({ bench: 'ingest', node: process.version, cores, repetitions, results }))

async function measure(server: Endpoint, subject: Subject, bytes: number): Promise<number> {
  const { url, caData, token } = server
  await using run = await startScript('ingest/subject.ts', {
    SERVER: JSON.stringify({ url, caData, token }),
    EVENTS: String(events),
    PLURAL: pluralOf(bytes),
    FROM: beginnings.get(`${url} ${bytes}`) ?? '',
    SUBJECT: subject,
  })
  const { micros }: { micros: number } = JSON.parse(run.line)
  return micros
}

function pluralOf(bytes: number): string {
  return `things${bytes / 1_000}`
}

function ratio(
  id: string,
  [over = [], under = []]: readonly (readonly number[] | undefined)[],
  most: number,
): object {
  const value = Math.round((median(over) / median(under)) * 1_000) / 1_000
  return { id, value, goal: `<=${most}`, ok: value <= most }
}
