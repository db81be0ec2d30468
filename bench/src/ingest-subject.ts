/**
 * A process that reads one watch of `EVENTS` changes in one of four ways, and prints what CPU time of its own each
 * change took, in microseconds.
 */
import { openApiServer } from '@argus/informer/api-server'
import { runInformer } from '@argus/informer/informer'
import { systemClock } from '@argus/informer/system-clock'
import { KubeConfig, Watch } from '@kubernetes/client-node'

const PATH = '/apis/bench.argus/v1/things'
const events = Number(process.env['EVENTS'])
const server = process.env['URL'] ?? ''
const caData = process.env['CA'] ?? ''
const stop = new AbortController()

const subjects: Readonly<Record<string, (count: () => void) => Promise<void>>> = {
  split: (count) => lines(count),
  parse: (count) =>
    lines((line) => {
      JSON.parse(line.toString('utf8'))
      count()
    }),
  argus: async (count) => {
    await using api = openApiServer({ server, caData })
    const resource = { group: 'bench.argus', version: 'v1', resource: 'things' }
    const project = (object: { metadata: { resourceVersion: string } }): { hash: string } => ({
      hash: object.metadata.resourceVersion,
    })
    const options = { api, resource, project, clock: systemClock, signal: stop.signal }
    for await (const batch of runInformer(options)) {
      for (const event of batch) if (event.type === 'upsert') count()
    }
  },
  'client-node': async (count) => {
    const config = new KubeConfig()
    config.loadFromClusterAndUser(
      {
        name: 'bench',
        server,
        caData: Buffer.from(caData).toString('base64'),
        skipTLSVerify: false,
      },
      { name: 'bench' },
    )
    await new Watch(config).watch(PATH, { resourceVersion: '1' }, count, () => undefined)
    await new Promise((resolve) => stop.signal.addEventListener('abort', resolve))
  },
}

async function lines(each: (line: Buffer) => void): Promise<void> {
  await using api = openApiServer({ server, caData })
  const watch = await api.watch(`${PATH}?watch=1`, { signal: stop.signal })
  for await (const some of watch) for (const line of some) each(line)
}

let seen = 0
const warmUp = Math.floor(events / 5)
let from = process.cpuUsage()
const subject = subjects[process.env['SUBJECT'] ?? '']
if (subject === undefined) throw new Error(`SUBJECT is one of ${Object.keys(subjects).join(', ')}`)
await subject(() => {
  seen += 1
  if (seen === warmUp) from = process.cpuUsage()
  if (seen === events) {
    const { user, system } = process.cpuUsage(from)
    console.log(JSON.stringify({ micros: (user + system) / (events - warmUp) }))
    process.exit(0)
  }
})
