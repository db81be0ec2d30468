import { expect, it } from '@jest/globals'
import { once } from 'node:events'
import { type Socket, connect, createServer } from 'node:net'
import { startFaultProxy } from '../src/fault-proxy.ts'
import { until } from '../src/until.ts'

/** A server that sends back whatever it gets. */
async function startEcho() {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function open(port: number) {
  const socket = connect(port, '127.0.0.1')
  const client = { socket, heard: '', closed: false }
  socket.on('data', (chunk) => (client.heard += chunk.toString()))
  socket.on('error', () => socket.destroy())
  socket.on('close', () => (client.closed = true))
  return client
}

it('passes everything on until it is told otherwise', async () => {
  await using echo = await startEcho()
  await using proxy = await startFaultProxy(echo)
  const client = open(proxy.port)
  client.socket.write('hello')
  await until(() => client.heard === 'hello', { what: 'the echo' })
  expect(proxy.received).toBe('hello'.length)
  proxy.reset()
  await until(() => client.closed, { what: 'the break' })
  expect(proxy.connections).toBe(0)
})

it('loses the bytes of a black hole for good, on old connections', async () => {
  await using echo = await startEcho()
  await using proxy = await startFaultProxy(echo)
  const old = open(proxy.port)
  old.socket.write('a')
  await until(() => old.heard === 'a', { what: 'the echo' })
  {
    using _hole = proxy.blackHole()
    old.socket.write('b')
  }
  const fresh = open(proxy.port)
  fresh.socket.write('c')
  await until(() => fresh.heard === 'c', { what: 'the echo of a new connection' })
  expect([old.heard, old.closed]).toEqual(['a', false])
})

it('loses nothing in a pause', async () => {
  await using echo = await startEcho()
  await using proxy = await startFaultProxy(echo)
  const client = open(proxy.port)
  client.socket.write('a')
  await until(() => client.heard === 'a', { what: 'the echo' })
  {
    using _pause = proxy.pause()
    client.socket.write('b')
    const other = open(proxy.port)
    await once(other.socket, 'connect')
    expect(client.heard).toBe('a')
  }
  await until(() => client.heard === 'ab', { what: 'the rest' })
})

it('refuses new connections, and lets them in again', async () => {
  await using echo = await startEcho()
  await using proxy = await startFaultProxy(echo)
  {
    using _refusing = proxy.refuse()
    const refused = open(proxy.port)
    await until(() => refused.closed, { what: 'the refusal' })
  }
  const client = open(proxy.port)
  client.socket.write('a')
  await until(() => client.heard === 'a', { what: 'the echo' })
})

it('delays each piece, and keeps their order', async () => {
  await using echo = await startEcho()
  await using proxy = await startFaultProxy(echo)
  using _slow = proxy.slow(30)
  const client = open(proxy.port)
  const sent = performance.now()
  client.socket.write('a')
  client.socket.write('b')
  await until(() => client.heard === 'ab', { what: 'both' })
  // There and back.
  expect(performance.now() - sent).toBeGreaterThanOrEqual(59)
})

it('carries as much as a bad line does, in order, and nothing is lost', async () => {
  await using echo = await startEcho()
  await using proxy = await startFaultProxy(echo)
  using _bad = proxy.worsen({ latencyMs: 20, bytesPerSecond: 100_000, loss: 0.05 })
  const client = open(proxy.port)
  const text = Array.from({ length: 10_000 }, (_, at) => String(at % 10)).join('')
  const began = performance.now()
  client.socket.write(text)
  await until(() => client.heard.length === text.length, { what: 'all of it' })
  expect(client.heard).toBe(text)
  // A tenth of a second for the bytes, and the way there and back.
  expect(performance.now() - began).toBeGreaterThan(130)
})
