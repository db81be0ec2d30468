import { expect, it } from '@jest/globals'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { startFakeApiServer } from '@argus/fake-api-server/server'
import { until } from '@argus/testkit/until'
import { openApiServer } from '../../src/api-server/api-server.ts'

/** Accepts connections and says nothing on them, until it is told to lead them somewhere. */
async function startSilentServer() {
  const sockets: Socket[] = []
  const keep = (socket: Socket) => {
    socket.on('error', () => undefined) // It was given up from the other side.
    return socket
  }
  const server = createServer((socket) => void sockets.push(keep(socket)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${port}`,
    sockets,
    /** How many are not given up yet; what comes in on them is read and forgotten. */
    get open() {
      return sockets.filter((socket) => !socket.resume().destroyed).length
    },
    leadTo(to: number) {
      for (const socket of sockets) socket.pipe(keep(connect(to, '127.0.0.1'))).pipe(socket)
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

it('ends what is aborted while its connection is dialled, and the dialling with it', async () => {
  await using silent = await startSilentServer()
  await using api = openApiServer({ server: silent.url, token: 't' })
  const stop = new AbortController()
  const asked = api.get('/version', { signal: stop.signal })
  await until(() => silent.sockets.length === 1, { what: 'the dialling' })
  const before = performance.now()
  stop.abort(new Error('enough'))
  await expect(asked).rejects.toThrow('enough')
  await until(() => silent.open === 0, { what: 'the end of the dialling' })
  // Far less than the ten seconds that a handshake may take.
  expect(performance.now() - before).toBeLessThan(5_000)
})

it('goes on dialling for who still waits', async () => {
  await using server = await startFakeApiServer()
  await using silent = await startSilentServer()
  await using api = openApiServer({
    server: silent.url,
    caData: server.caData,
    token: server.token,
  })
  const [one, other] = [new AbortController(), new AbortController()]
  const asked = [one, other].map(({ signal }) => api.get('/version', { signal }))
  await until(() => silent.sockets.length === 1, { what: 'the dialling' })
  one.abort(new Error('enough'))
  await expect(asked[0]).rejects.toThrow('enough')
  silent.leadTo(server.port)
  await expect(asked[1]).resolves.toBeDefined()
  expect(silent.sockets).toHaveLength(1)
})

it('dials anew for who comes after all others have given up', async () => {
  await using server = await startFakeApiServer()
  await using silent = await startSilentServer()
  const { caData, token } = server
  await using api = openApiServer({ server: silent.url, caData, token })
  const stop = new AbortController()
  const first = api.get('/version', { signal: stop.signal })
  await until(() => silent.sockets.length === 1, { what: 'the dialling' })
  stop.abort(new Error('enough'))
  await expect(first).rejects.toThrow('enough')
  const second = api.get('/version', { signal: new AbortController().signal })
  await until(() => silent.sockets.length === 2, { what: 'another dialling' })
  silent.leadTo(server.port)
  await expect(second).resolves.toBeDefined()
})

it('ends a watch that is aborted while a connection for watches is dialled', async () => {
  await using server = await startFakeApiServer()
  await using silent = await startSilentServer()
  const { caData, token } = server
  await using api = openApiServer({ server: silent.url, caData, token })
  const asked = api.get('/version', { signal: new AbortController().signal })
  await until(() => silent.sockets.length === 1, { what: 'the first connection' })
  silent.leadTo(server.port)
  await asked
  const stop = new AbortController()
  const watch = api.watch('/api/v1/pods?watch=1', { signal: stop.signal })
  await until(() => silent.sockets.length === 2, { what: 'the connection for watches' })
  const before = performance.now()
  stop.abort(new Error('enough'))
  await expect(watch).rejects.toThrow('enough')
  expect(performance.now() - before).toBeLessThan(5_000)
})
