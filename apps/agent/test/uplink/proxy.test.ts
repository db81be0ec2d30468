import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type AddressInfo } from 'node:net'

import { UPLINK_PROTOCOL } from '@argus/contracts/agent-frame'
import { makeServerCertificate } from '@argus/fake-api-server/certificate'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { WebSocketServer } from 'ws'

import { post } from '../../src/console/post.ts'
import { dial } from '../../src/uplink/dial.ts'

let console_: Server
let proxy: Server
let ca: string
let url: string
/** What the proxy was asked for. */
const asked: string[] = []

const portOf = (server: Server): number => {
  const { port }: Pick<AddressInfo, 'port'> = Object.assign({ port: 0 }, server.address())
  return port
}
const listening = async (server: Server): Promise<Server> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/** A console behind TLS, and an HTTP proxy that is the only way to it. */
beforeAll(async () => {
  const certificate = await makeServerCertificate()
  ca = certificate.ca
  console_ = await listening(
    createTlsServer({ cert: certificate.cert, key: certificate.key }, (request, response) => {
      request.resume().on('end', () => response.end('{"cluster":"plant"}'))
    }),
  )
  const sockets = new WebSocketServer({ server: console_, handleProtocols: () => UPLINK_PROTOCOL })
  sockets.on('connection', (socket) => socket.send('{}'))
  proxy = createServer()
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '')
    const upstream = connect(portOf(console_), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(upstream).pipe(socket)
    })
    for (const side of [socket, upstream])
      side.on('error', () => {
        socket.destroy()
        upstream.destroy()
      })
  })
  await listening(proxy)
  url = `https://localhost:${portOf(console_)}`
})
afterAll(() => {
  console_.closeAllConnections()
  console_.close()
  proxy.closeAllConnections()
  proxy.close()
})

const address = (more: Readonly<Record<string, string>> = {}) => ({
  url,
  ca,
  proxyEnv: { HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`, ...more },
})

describe('through an HTTP proxy', () => {
  test('the line is dialled, under the certificate of the console', async () => {
    asked.length = 0
    const socket = dial(address())
    const [data] = await once(socket, 'message')
    expect(String(data)).toBe('{}')
    expect(asked).toEqual([`localhost:${portOf(console_)}`])
    socket.terminate()
  })

  test('an agent registers', async () => {
    asked.length = 0
    const answer = await post(address(), '/api/agents/register', { token: 't' })
    expect(answer).toEqual({ status: 200, body: { cluster: 'plant' } })
    expect(asked).toHaveLength(1)
  })

  test('goes nothing to an address that is excepted', async () => {
    asked.length = 0
    const socket = dial(address({ NO_PROXY: 'localhost' }))
    await once(socket, 'message')
    expect(asked).toEqual([])
    socket.terminate()
  })

  test('a console that shows another certificate is spoken to no further', async () => {
    const socket = dial({ ...address(), ca: undefined })
    const [error] = await once(socket, 'error')
    expect(String(error)).toMatch(/certificate/u)
  })
})
