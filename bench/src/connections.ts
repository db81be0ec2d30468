/**
 * What many quiet watches cost a real API server: connections, requests and lists of the informer, beside those of the
 * client library's `ListWatch`, both at the same time, counted by a proxy and by the server's own audit log. The last
 * line is JSON.
 */
import { findApiServerAssets, startRealApiServer } from '@argus/testkit/real-api-server'

import { defineThings, pathOf } from './cluster/things.ts'
import { openAudit } from './connections/audit.ts'
import { startCountingProxy } from './connections/counting-proxy.ts'
import { judged } from './judged.ts'
import { startScript } from './script.ts'

const watches = Number(process.env['WATCHES'] ?? 150)
const seconds = Number(process.env['SECONDS'] ?? 180)
const KINDS = 10

if (findApiServerAssets() === undefined) {
  console.log('There is no kube-apiserver: set KUBEBUILDER_ASSETS, or run `make envtest`.')
  console.log(JSON.stringify({ bench: 'connections', skipped: 'no kube-apiserver', results: [] }))
  process.exit(0)
}

await using audit = await openAudit()
await using server = await startRealApiServer({ flags: audit.flags })
const kinds = Array.from({ length: KINDS }, (_, at) => `quiet${at}`)
for (const kind of kinds) await defineThings(server, kind)
const plurals = Array.from({ length: watches }, (_, at) => kinds[at % KINDS] ?? '')

const [ours, theirs] = await Promise.all([measure('argus'), measure('client-node')])
for (const [name, use] of [['argus', ours] as const, ['client-node', theirs] as const]) {
  const { connections, lists, watches: opened, cpuMs, rssMb } = use
  console.log(
    `${watches} watches, ${seconds} quiet s, ${name}: ${connections} TLS connections · ${lists} lists · ` +
      `${opened} watch requests · ${Math.round(cpuMs)} ms of CPU · ${Math.round(rssMb)} MB`,
  )
}
const most = Math.ceil(watches / 90) + 1
const results = [
  result('TLS connections (one of them for short requests)', ours.connections, most),
  result('lists a watch, the first included', ours.lists / watches, 1),
  result('requests ours/client-node', requests(ours) / requests(theirs), 0.5),
  result('watch requests a watch', ours.watches / watches, 1),
]
console.log(
  JSON.stringify({
    bench: 'connections',
    node: process.version,
    watches,
    seconds,
    ours,
    theirs,
    results,
  }),
)

interface Use {
  readonly connections: number
  readonly lists: number
  readonly watches: number
  readonly cpuMs: number
  readonly rssMb: number
}

function requests(use: Use): number {
  return use.lists + use.watches
}

async function measure(subject: 'argus' | 'client-node'): Promise<Use> {
  await using proxy = await startCountingProxy(server.port)
  const { caData, token } = server
  const url = `https://127.0.0.1:${proxy.port}`
  const quiet = { server: { url, caData, token }, plurals, seconds }
  const lasting = { timeoutMs: (seconds + 120) * 1_000 }
  await using run = await startScript(
    `connections/${subject}.ts`,
    { QUIET: JSON.stringify(quiet) },
    lasting,
  )
  const { cpuMs, rssMb }: { cpuMs: number; rssMb: number } = JSON.parse(run.line)
  const { opened: connections } = proxy
  const asked = (await audit.read()).filter(
    ({ userAgent = '', requestURI }) =>
      userAgent !== 'bench' &&
      (userAgent === 'argus') === (subject === 'argus') &&
      kinds.some((kind) => requestURI.startsWith(pathOf(kind))),
  )
  const count = (verb: string) => asked.filter((one) => one.verb === verb).length
  return { connections, lists: count('list'), watches: count('watch'), cpuMs, rssMb }
}

function result(what: string, measured: number, most: number): object {
  return judged(`B5 ${watches} watches ${what}`, measured, { most })
}
