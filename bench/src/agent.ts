/**
 * What a burst of status changes costs on the line of an agent, beside what the raw watch sends of it: the agent as the
 * program it is, between a simulated API server and an end that takes everything in. Bytes of the agent's TCP connection,
 * framing and all, against the lines of the watch alone. The last line is JSON.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { constants, createDeflateRaw } from 'node:zlib'

import { kubeconfigFor } from '@argus/fake-api-server/kubeconfig'
import { startFakeApiServer, type FakeApiServer } from '@argus/fake-api-server/server'
import { openApiServer } from '@argus/informer/api-server'
import { createProjector } from '@argus/projection/project'
import { until } from '@argus/testkit/until'

import { certificate, CERTIFICATES, certificatesDefinition } from './agent/certificates.ts'
import { openUplinkEnd, type UplinkEnd } from './agent/uplink-end.ts'
import { judged } from './judged.ts'

const counts = (process.env['OBJECTS'] ?? '200,2000,10000').split(',').map(Number)
const GOAL = 0.25
const PATH = `/apis/${CERTIFICATES.group}/${CERTIFICATES.version}/${CERTIFICATES.resource}`
const PROJECTOR = { kind: CERTIFICATES.kind, namespaced: true, columns: [] }

const results: object[] = []
for (const count of counts) results.push(...(await measure(count)))
const workload = { objects: counts }
console.log(
  JSON.stringify({ bench: 'agent', node: process.version, kernel: release(), workload, results }),
)

async function measure(count: number): Promise<readonly object[]> {
  await using server = await startFakeApiServer({ historySize: 4 * count })
  server.store.apply(certificatesDefinition())
  for (let n = 0; n < count; n += 1) server.store.apply(certificate(n, 0))
  await using end = await openUplinkEnd()
  await using _agent = await startAgent(server, end)
  await end.connected()
  const { group, version, resource } = CERTIFICATES
  end.follow({
    topic: 1,
    resource: { group, version, resource },
    form: 'whole',
    projector: PROJECTOR,
    have: 'nothing',
  })
  await arrived(end, count)
  const first = end.received
  await using watch = await rawWatch(server)

  let [line, raw, deflated] = [0, 0, 0]
  for (let flip = 1; flip <= 2; flip += 1) {
    const [received, watched, objects] = [end.received, watch.bytes, end.objects]
    for (let n = 0; n < count; n += 1) {
      server.store.apply(certificate(n, flip))
      if (n % 20 === 0) await turn()
    }
    await arrived(end, objects + count)
    await until(() => watch.lines >= flip * count, { timeoutMs: 60_000, what: 'the raw watch' })
    line = end.received - received
    raw = watch.bytes - watched
    deflated = await messageDeflate(count, flip)
  }
  const told = (bytes: number): string => `${Math.round(bytes / count)} B`
  console.log(
    `${count} objects, each flips once: watch ${told(raw)}, line ${told(line)}, projected and deflated with a window of 32 KiB ${told(deflated)}; first list ${told(first)}, answered with ${end.sent} B in all`,
  )
  return [
    judged(`agent burst ${count} line/watch`, line / raw, { most: GOAL }),
    judged(`agent burst ${count} permessage-deflate/watch`, deflated / raw),
    judged(`agent list ${count} line/watch`, first / raw),
  ]
}

async function arrived(end: UplinkEnd, objects: number): Promise<void> {
  await until(() => end.objects >= objects, { timeoutMs: 120_000, what: `${objects} objects` })
}

/** The watch that the agent's informer reads, as it comes. */
async function rawWatch(server: FakeApiServer) {
  const { url, caData, token } = server
  const api = openApiServer({ server: url, caData, token })
  const stop = new AbortController()
  const { metadata } = listSchema(await api.get(`${PATH}?limit=1`, { signal: stop.signal }))
  const path = `${PATH}?watch=true&resourceVersion=${metadata.resourceVersion}`
  const batches = await api.watch(path, { signal: stop.signal })
  const counted = { bytes: 0, lines: 0 }
  const reading = (async () => {
    for await (const lines of batches) {
      counted.lines += lines.length
      for (const line of lines) counted.bytes += line.length + 1
    }
  })().catch(() => undefined) // It ends with its signal.
  return {
    get bytes() {
      return counted.bytes
    },
    get lines() {
      return counted.lines
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await reading
      await api[Symbol.asyncDispose]()
    },
  }
}

function listSchema(answer: unknown): { readonly metadata: { readonly resourceVersion: string } } {
  return Object.assign({ metadata: { resourceVersion: '' } }, answer)
}

/** What a WebSocket's own compression makes of the same objects, projected as the agent projects them. */
async function messageDeflate(count: number, flip: number): Promise<number> {
  const project = createProjector(PROJECTOR)
  const pack = createDeflateRaw({ level: 6 })
  let bytes = 0
  pack.on('data', (chunk: Buffer) => (bytes += chunk.length))
  let before = 0
  for (const flips of [flip - 1, flip]) {
    before = bytes
    for (let n = 0; n < count; n += 1) {
      const given = certificate(n, flips)
      const { object } = project(given, Buffer.from(JSON.stringify(given)))
      pack.write(object)
      await new Promise<void>((resolve) => pack.flush(constants.Z_SYNC_FLUSH, resolve))
    }
  }
  pack.destroy()
  return bytes - before
}

async function startAgent(server: FakeApiServer, { url }: UplinkEnd): Promise<AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'argus-bench-agent-'))
  const kubeconfig = join(folder, 'kubeconfig')
  await writeFile(kubeconfig, kubeconfigFor([server]))
  const env = {
    PATH: process.env['PATH'],
    ARGUS_URL: url,
    ARGUS_AGENT_TOKEN: 'bench',
    ARGUS_AGENT_PORT: '0',
    ARGUS_AGENT_KEY_FILE: join(folder, 'key'),
    ARGUS_KUBECONFIG: kubeconfig,
    LOG_LEVEL: 'warn',
  }
  const main = join(import.meta.dirname, '../../apps/agent/src/main.ts')
  const agent = spawn(process.execPath, [main], { env, stdio: ['ignore', 'inherit', 'inherit'] })
  return {
    async [Symbol.asyncDispose]() {
      agent.kill()
      if (agent.exitCode === null) await once(agent, 'exit')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
