import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, request as ask, type IncomingMessage, type Server } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { afterAll, beforeAll, expect, it } from '@jest/globals'

const OURS = '__Host-argus_rt=a.b.c; argus_rt=d.e.f; __Host-argus_device=g; __Host-argus_login=h'
const COOKIES = `theme=dark; ${OURS}; lang=en`

let upstream: Server
let served: ChildProcess
let origin: string
/** The `Cookie` headers that arrived, by path. */
const arrived = new Map<string, string | undefined>()
const note = ({ url, headers }: IncomingMessage) => arrived.set(url ?? '', headers.cookie)

beforeAll(async () => {
  upstream = createServer((request, response) => {
    note(request)
    response.end()
  })
  upstream.on('upgrade', (request, socket) => {
    note(request)
    socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  })
  upstream.listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  const address = upstream.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  served = serveConsole(`http://127.0.0.1:${address.port}`)
  origin = await addressOf(served)
})
afterAll(async () => {
  const over = once(served, 'exit')
  served.kill()
  await over
  upstream.close()
})

function serveConsole(services: string): ChildProcess {
  const vite = join(import.meta.dirname, '../node_modules/vite/bin/vite.js')
  return spawn(process.execPath, [vite, 'preview', '--host=127.0.0.1', '--outDir=test/dist'], {
    cwd: join(import.meta.dirname, '..'),
    env: {
      NO_COLOR: '1',
      ARGUS_WEB_PORT: '0',
      ARGUS_AUTH_URL: services,
      ARGUS_WATCHER_URL: services,
      ARGUS_GATEWAY_URL: services,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function addressOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('nothing to read')
  for await (const line of createInterface({ input: stdout })) {
    const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? []
    if (found !== undefined) return found
  }
  throw new Error('the console is not served')
}

/** The `Cookie` header that a service gets of a call to which the browser adds all cookies. */
async function cookiesAt(path: string, headers: Readonly<Record<string, string>> = {}) {
  const sent = ask(`${origin}${path}`, { headers: { cookie: COOKIES, ...headers } }).end()
  const [response] = await once(sent, 'response')
  response.resume()
  await once(response, 'end')
  expect(arrived.has(path)).toBe(true)
  return arrived.get(path)
}

it('A-25 the server of the console hands the cookies of auth on to /api/auth', async () => {
  expect(await cookiesAt('/api/auth/refresh')).toBe(COOKIES)
})

it.each([
  '/api/users/me',
  '/api/roles',
  '/api/audit-log',
  '/api/docs',
  '/.well-known/jwks.json',
  '/api/clusters',
  '/api/plugins',
  '/api/resources/x',
])('A-25 %s gets every cookie but those of auth', async (path) => {
  expect(await cookiesAt(path)).toBe('theme=dark; lang=en')
})

it('A-25 a socket that is opened comes without the cookies of auth', async () => {
  const upgrade = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
  }
  expect(await cookiesAt('/ws', upgrade)).toBe('theme=dark; lang=en')
})

it('A-25 where there are no other cookies there is no header', async () => {
  expect(await cookiesAt('/api/clusters/one', { cookie: OURS })).toBeUndefined()
})
