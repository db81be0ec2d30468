/**
 * A process that reads the first events of one watch in one of several ways, and prints what CPU time of its own each
 * took, in microseconds; the first half is to warm up, for a watcher runs for weeks.
 */
import { type ApiServer, openApiServer } from '@argus/informer/api-server'
import { runInformer } from '@argus/informer/informer'
import { systemClock } from '@argus/informer/system-clock'
import { createProjector } from '@argus/projection/project'

import { type Endpoint, pathOf, THINGS } from '../cluster/things.ts'
import { readLines } from './floor.ts'

const events = Number(process.env['EVENTS'])
const plural = process.env['PLURAL'] ?? ''
const server: Endpoint = JSON.parse(process.env['SERVER'] ?? '')
const from = process.env['FROM'] ?? ''
const query = { resourceVersion: from, allowWatchBookmarks: 'true' }
const path = `${pathOf(plural)}?watch=1&${new URLSearchParams(query).toString()}`

const subjects: Readonly<Record<string, (count: () => void) => Promise<void>>> = {
  split: async (count) => readLines(server, path, count),
  parse: async (count) =>
    readLines(server, path, (line) => {
      JSON.parse(line.toString('utf8'))
      count()
    }),
  argus: (count) =>
    inform(count, ({ metadata }: { metadata: { resourceVersion: string } }) => ({
      hash: metadata.resourceVersion,
    })),
  'argus, projected': (count) =>
    inform(count, createProjector({ kind: plural, namespaced: true, columns: COLUMNS })),
  'client-node': async (count) => {
    const { Watch } = await import('@kubernetes/client-node')
    const { clientNodeConfig } = await import('../cluster/client-node.ts')
    const watch = new Watch(clientNodeConfig(server))
    await watch.watch(pathOf(plural), query, count, () => undefined)
  },
}

const COLUMNS = [
  { name: 'Index', type: 'integer', priority: 0, jsonPath: '.spec.index' },
  {
    name: 'Ready',
    type: 'string',
    priority: 0,
    jsonPath: '.status.conditions[?(@.type=="Ready")].status',
  },
  { name: 'Age', type: 'date', priority: 0, jsonPath: '.metadata.creationTimestamp' },
] as const

async function inform<P extends { readonly hash: string }>(
  count: () => void,
  project: (object: { metadata: { resourceVersion: string } }, bytes: Buffer) => P,
): Promise<void> {
  const { url, caData, token } = server
  await using api = openApiServer({ server: url, caData, token })
  const { signal } = new AbortController()
  // The resource as it was listed before its objects were made: what is measured is the watch.
  const empty: ApiServer = {
    ...api,
    async *list() {
      yield { type: 'end', resourceVersion: from }
    },
  }
  const options = {
    api: empty,
    resource: { ...THINGS, resource: plural },
    project,
    clock: systemClock,
    signal,
  }
  for await (const batch of runInformer(options)) {
    for (const event of batch) if (event.type === 'upsert') count()
  }
}

let seen = 0
const warmUp = Math.floor(events / 2)
let before = process.cpuUsage()
const subject = subjects[process.env['SUBJECT'] ?? '']
if (subject === undefined) throw new Error(`SUBJECT is one of ${Object.keys(subjects).join(', ')}`)
await subject(() => {
  seen += 1
  if (seen === warmUp) before = process.cpuUsage()
  if (seen === events) {
    const { user, system } = process.cpuUsage(before)
    console.log(JSON.stringify({ micros: (user + system) / (events - warmUp) }))
    process.exit(0)
  }
})
