import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

import { freePort } from '@argus/testkit/free-port'
import { describe, expect, it } from '@jest/globals'

import { choosePorts } from '../src/ports.ts'

async function occupy(port: number, host: string): Promise<Server> {
  const server = createServer().listen(port, host)
  await once(server, 'listening')
  return server
}

describe('the ports of a run', () => {
  it('are the wanted ones where they are free', async () => {
    const port = await freePort()
    expect(await choosePorts().choose(port)).toBe(port)
  })

  it.each(['127.0.0.1', '0.0.0.0', '::1'])('step over one that is taken on %s', async (host) => {
    const port = await freePort()
    await using _taken = await occupy(port, host)
    expect(await choosePorts().choose(port)).toBeGreaterThan(port)
  })

  it('are never the same twice', async () => {
    const port = await freePort()
    const ports = choosePorts()
    expect(await ports.choose(port)).not.toBe(await ports.choose(port))
  })

  it('are any free ones for 0', async () => {
    expect(await choosePorts().choose(0)).toBeGreaterThan(0)
  })
})
