/**
 * A process that reads the first events of one watch in one of several ways, several times over, and prints what CPU time
 * of its own each took, in microseconds. The first readings are to warm up, for a watcher runs for weeks; of the others
 * the middle counts, which begins and ends inside a batch whoever reads in batches.
 */
import { type ApiServer, openApiServer } from '@argus/informer/api-server'
import { runInformer } from '@argus/informer/informer'
import { systemClock } from '@argus/informer/system-clock'
import { createProjector } from '@argus/projection/project'

import type { Endpoint } from '../cluster/api-client.ts'
import { pathOf, THINGS } from '../cluster/things.ts'
import { readLines } from './floor.ts'

const events = Number(process.env['EVENTS'])
const plural = process.env['PLURAL'] ?? ''
const server: Endpoint = JSON.parse(process.env['SERVER'] ?? '')
const from = process.env['FROM'] ?? ''
const query = { resourceVersion: from, allowWatchBookmarks: 'true' }
const path = `${pathOf(plural)}?watch=1&${new URLSearchParams(query).toString()}`

type Subject = (count: () => void, signal: AbortSignal) => Promise<void>

const subjects: Readonly<Record<string, Subject>> = {
  split: async (count, signal) => readLines({ ...server, path }, count, signal),
  parse: async (count, signal) => {
    const parse = (line: Buffer): void => {
      JSON.parse(line.toString('utf8'))
      count()
    }
    readLines({ ...server, path }, parse, signal)
  },
  argus: inform(({ metadata }: { metadata: { resourceVersion: string } }) => ({
    hash: metadata.resourceVersion,
  })),
  'argus, projected': (...call) => {
    const project = createProjector({ kind: plural, namespaced: true, columns: COLUMNS })
    return inform(project)(...call)
  },
  'client-node': async (count, signal) => {
    const { Watch } = await import('@kubernetes/client-node')
    const { clientNodeConfig } = await import('../cluster/client-node.ts')
    const watch = new Watch(clientNodeConfig(server))
    const reading = await watch.watch(pathOf(plural), query, count, () => undefined)
    signal.addEventListener('abort', () => reading.abort())
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

function inform<P extends { readonly hash: string }>(
  project: (object: { metadata: { resourceVersion: string } }, bytes: Buffer) => P,
): Subject {
  return async (count, signal) => {
    const { url, caData, token } = server
    await using api = openApiServer({ server: url, caData, token })
    // The resource as it was listed before its objects were made: what is measured is the watch.
    const empty: ApiServer = {
      ...api,
      async *list() {
        yield { type: 'end', resourceVersion: from }
      },
    }
    const resource = { ...THINGS, resource: plural }
    const informer = runInformer({ api: empty, resource, project, clock: systemClock, signal })
    for await (const batch of informer) {
      for (const event of batch) if (event.type === 'upsert') count()
    }
  }
}

const READINGS = { warmUp: 2, counted: 2 } as const

/** Events of a reading before those that count, and after them. */
const MARGIN = Math.floor(events / 6)

/** Reads the events once; answers the CPU time that those in the middle took, in microseconds. */
async function read(subject: Subject): Promise<number> {
  const stop = new AbortController()
  const last = Promise.withResolvers<void>()
  let seen = 0
  let before = process.cpuUsage()
  let micros = 0
  const reading = subject(() => {
    seen += 1
    if (seen === MARGIN) before = process.cpuUsage()
    if (seen === events - MARGIN) {
      const { user, system } = process.cpuUsage(before)
      micros = user + system
    }
    if (seen === events) last.resolve()
  }, stop.signal)
  await Promise.race([last.promise, reading.then(() => last.promise)])
  stop.abort()
  await reading
  return micros
}

const subject = subjects[process.env['SUBJECT'] ?? '']
if (subject === undefined) throw new Error(`SUBJECT is one of ${Object.keys(subjects).join(', ')}`)
for (let left = READINGS.warmUp; left > 0; left--) await read(subject)
let micros = 0
for (let left = READINGS.counted; left > 0; left--) micros += await read(subject)
console.log(JSON.stringify({ micros: micros / READINGS.counted / (events - 2 * MARGIN) }))
process.exit(0)
