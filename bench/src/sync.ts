/**
 * What it costs to take in a whole resource of a real API server: the informer with its projection, beside the client
 * library's `ListWatch` and beside a list in pages. Each is a process of its own, all take turns. The last line is JSON.
 */
import { availableParallelism } from 'node:os'
import { findApiServerAssets, startRealApiServer } from '@argus/testkit/real-api-server'

import { storeThings } from './cluster/stored-things.ts'
import { defineThings } from './cluster/things.ts'
import { judged } from './judged.ts'
import { startScript } from './script.ts'
import { median, spread } from './statistics.ts'
import type { Cost } from './sync/measure.ts'

const SUBJECTS = ['argus', 'list-watch', 'paged-list'] as const
type Subject = (typeof SUBJECTS)[number]
const PLURAL = 'things'
const BYTES = 5_000

const FIELDS = [
  ['seconds', 's', 2],
  ['cpuSeconds', 'CPU s', 2],
  ['peakMb', 'peak MB', 0],
  ['steadyMb', 'steady MB', 0],
  ['stallMs', 'longest stall ms', 0],
  ['turnCpuMs', 'longest turn CPU ms', 0],
] as const

const repetitions = Number(process.env['REPETITIONS'] ?? 5)
const counts = (process.env['COUNTS'] ?? '10000,50000').split(',').map(Number)

if (findApiServerAssets() === undefined) {
  console.log('There is no kube-apiserver: set KUBEBUILDER_ASSETS, or run `make envtest`.')
  console.log(JSON.stringify({ bench: 'sync', skipped: 'no kube-apiserver', results: [] }))
  process.exit(0)
}

await using server = await startRealApiServer()
await defineThings(server, PLURAL)
const results: object[] = []
let made = 0
for (const count of counts) {
  await storeThings(server, { plural: PLURAL, from: made, to: count, bytes: BYTES })
  made = count
  const costs = new Map<Subject, Cost[]>(SUBJECTS.map((subject) => [subject, []]))
  for (let turn = 0; turn < repetitions; turn++) {
    for (const subject of SUBJECTS) costs.get(subject)?.push(await measure(subject, count))
  }
  for (const [subject, all] of costs) {
    const told = FIELDS.map(([field, unit, digits]) => {
      const values = all.map((cost) => cost[field])
      return `${unit} ${spread(values, digits)}`
    })
    console.log(`${count} objects of 5 KB, ${subject}: ${told.join(' · ')}`)
  }
  results.push(...judge(count, costs))
}
const cores = availableParallelism()
console.log(JSON.stringify({ bench: 'sync', node: process.version, cores, repetitions, results }))

async function measure(subject: Subject, count: number): Promise<Cost> {
  const { url, caData, token } = server
  await using run = await startScript(`sync/${subject}.ts`, {
    SERVER: JSON.stringify({ url, caData, token }),
    PLURAL,
    COUNT: String(count),
  })
  return JSON.parse(run.line)
}

function judge(count: number, costs: ReadonlyMap<Subject, readonly Cost[]>): readonly object[] {
  const of = (subject: Subject, field: keyof Cost) =>
    median((costs.get(subject) ?? []).map((cost) => cost[field]))
  const beside = (field: keyof Cost) => of('argus', field) / of('list-watch', field)
  const id = (what: string) => `B4 ${count} × 5KB ${what}`
  return [
    judged(id('peak memory ours/ListWatch'), beside('peakMb'), { most: 0.4 }),
    judged(id('CPU ours/ListWatch'), beside('cpuSeconds'), { most: 0.8 }),
    judged(id('time ours/ListWatch'), beside('seconds'), { most: 1 }),
    judged(id('longest stall ms'), of('argus', 'stallMs'), { most: 30 }),
    judged(id('peak/steady memory'), of('argus', 'peakMb') / of('argus', 'steadyMb'), {
      most: 1.5,
    }),
  ]
}
