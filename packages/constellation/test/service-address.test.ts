import { once } from 'node:events'
import { connect, createServer, type Server } from 'node:net'

import { expect, it } from '@jest/globals'

import { openServiceAddress } from '../src/service-address.ts'

it('gives connections to the replicas in turns, and passes over one that is gone', async () => {
  const [one, two] = [await replica('one'), await replica('two')]
  await using address = await openServiceAddress([portOf(one), portOf(two)])
  expect([await greeting(address.port), await greeting(address.port)]).toEqual(['one', 'two'])
  one.close()
  await once(one, 'close')
  expect([await greeting(address.port), await greeting(address.port)]).toEqual(['two', 'two'])
  two.close()
})

it('ends a connection that no replica takes, and outlives one that breaks before', async () => {
  const gone = await replica('gone')
  const port = portOf(gone)
  gone.close()
  await once(gone, 'close')
  await using address = await openServiceAddress([port])
  const broken = connect(address.port, '127.0.0.1')
  await once(broken, 'connect')
  broken.resetAndDestroy()
  expect(await greeting(address.port)).toBe('')
})

it('says that its port is taken', async () => {
  await using address = await openServiceAddress([])
  await expect(openServiceAddress([], address.port)).rejects.toThrow('EADDRINUSE')
})

async function replica(name: string): Promise<Server> {
  const server = createServer((socket) => socket.end(name)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

function portOf(server: Server): number {
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}

async function greeting(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.on('data', (data) => (text += data.toString()))
  await once(socket, 'close')
  return text
}
