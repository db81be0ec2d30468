import { describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { createSecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { X509Certificate } from 'node:crypto'
import { TLSSocket } from 'node:tls'
import { makeServerCertificate, type ServerCertificate } from '@argus/fake-api-server/certificate'
import { startFakeApiServer } from '@argus/fake-api-server/server'
import { systemClock } from '../../src/system-clock.ts'
import { type ApiServer, openApiServer } from '../../src/api-server/api-server.ts'
import type { Credential } from '../../src/api-server/cluster-access.ts'
import { discover } from '../../src/discovery.ts'
import { serverVersion } from '../../src/server-version.ts'
import { follow, SHORT } from '../follower.ts'

const never = new AbortController().signal
const pods = { group: '', resource: 'pods' }

describe.each(['h2', 'http/1.1'] as const)('over %s', (protocol) => {
  it.each<[string, (api: ApiServer) => Promise<unknown>]>([
    ['the version', (api) => serverVersion(api, never)],
    ['a list', (api) => api.list('/api/v1/pods', { signal: never })[Symbol.asyncIterator]().next()],
    ['a watch', (api) => api.watch('/api/v1/pods?watch=1', { signal: never })],
    ['a review', (api) => api.ask('/apis', {}, { signal: never })],
  ])('W-04 %s is not asked for where another authority vouches for the server', async (_, call) => {
    await using server = await startFakeApiServer({ protocol })
    await using other = await startFakeApiServer()
    const { url, token } = server
    await using api = openApiServer({ server: url, token, caData: other.caData })
    await expect(call(api)).rejects.toMatchObject({ name: 'ConnectionError' })
    expect(server.requests).toEqual([])
  })
})

it('W-04 discovery says why it got no answer where another authority vouches for the server', async () => {
  await using server = await startFakeApiServer()
  await using other = await startFakeApiServer()
  const { url, token } = server
  await using api = openApiServer({ server: url, token, caData: other.caData })
  await expect(discover(api, pods, never)).resolves.toMatchObject({
    type: 'unreachable',
    reason: expect.stringContaining('certificate'),
  })
  expect(server.requests).toEqual([])
})

it('W-13 a certificate that is replaced is shown on the next connection, and watches go on', async () => {
  const [own, first, second] = await Promise.all([
    makeServerCertificate(),
    makeServerCertificate(),
    makeServerCertificate(),
  ])
  await using server = await startMirror(own)
  let shown = first
  const read = async (): Promise<Credential> => ({
    tls: { ca: own.ca, cert: shown.cert, key: shown.key },
  })
  const credential = { current: read, refresh: read }
  await using api = openApiServer({ server: server.url, credential })
  const seen = () => api.get('/', { signal: never })
  expect(await seen()).toBe(printOf(first))
  const watch = await api.watch('/watch', { signal: never })
  shown = second
  expect(await seen()).toBe(printOf(second))
  expect(await seen()).toBe(printOf(second))
  expect(server.connections).toBe(3)
  server.tellWatches()
  for await (const [line] of watch) {
    expect(line?.toString()).toBe('{}')
    break
  }
})

it('W-13 a credential that is not accepted is read once more, and then less and less often', async () => {
  await using server = await startFakeApiServer()
  let readings = 0
  const read = async (): Promise<Credential> => ({
    tls: { ca: server.caData },
    authorization: 'Bearer outdated',
  })
  const credential = {
    current: read,
    refresh: () => {
      readings += 1
      return read()
    },
  }
  await using api = openApiServer({ server: server.url, credential })
  const waits: { ms: number; readings: number; requests: number }[] = []
  const enough = Promise.withResolvers<void>()
  const clock = {
    now: () => systemClock.now(),
    sleep: (ms: number, signal?: AbortSignal) => {
      if (ms < SHORT_LIST_MS) waits.push({ ms, readings, requests: server.requests.length })
      if (waits.length === 4) enough.resolve()
      return systemClock.sleep(ms, signal)
    },
  }
  const resource = { ...pods, version: 'v1' }
  await using informer = follow({ api, resource, clock, random: () => 0, timing: SHORT })
  await enough.promise
  expect(waits).toEqual([
    { ms: 50, readings: 1, requests: 2 },
    { ms: 100, readings: 2, requests: 4 },
    { ms: 200, readings: 3, requests: 6 },
    { ms: 250, readings: 4, requests: 8 },
  ])
  expect(informer.status).toMatchObject({ state: 'unreachable' })
})

/** The other waits, which are no back-off: those for a list that streams, be they begun a moment late. */
const SHORT_LIST_MS = 500

const printOf = ({ cert }: ServerCertificate) => new X509Certificate(cert).fingerprint256

/** A server that answers with the certificate that it is shown. */
async function startMirror({ key, cert }: ServerCertificate) {
  const server = createSecureServer({ key, cert, requestCert: true, rejectUnauthorized: false })
  const watches = new Set<() => void>()
  let connections = 0
  const sockets = new Set<TLSSocket>()
  server.on('secureConnection', (socket: TLSSocket) => {
    connections += 1
    sockets.add(socket)
  })
  server.on('request', ({ url, stream }, response) => {
    response.writeHead(200)
    const socket: unknown = stream.session?.socket
    const print = socket instanceof TLSSocket ? socket.getPeerCertificate().fingerprint256 : ''
    if (url === '/') response.end(JSON.stringify(print))
    else {
      response.write('')
      watches.add(() => response.write('{}\n'))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port }: Pick<AddressInfo, 'port'> = Object.assign({ port: 0 }, server.address())
  return {
    url: `https://127.0.0.1:${port}`,
    get connections() {
      return connections
    },
    tellWatches: () => watches.forEach((tell) => tell()),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
