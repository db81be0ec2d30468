import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { json, text } from 'node:stream/consumers'
import { stat } from 'node:fs/promises'

import { authEndpoints, logoutBodySchema } from '@argus/contracts/http/auth'
import { terminalLoginEndpoints } from '@argus/contracts/http/terminal-logins'
import { freePort } from '@argus/testkit/free-port'
import { expect, it, jest } from '@jest/globals'

import { buildArgus } from '../built-argus.ts'

jest.setTimeout(120_000)

it('A-40 a session that was on its way when its terminal was ended is ended too', async () => {
  await using argus = await buildArgus()
  const loggedOut: unknown[] = []
  let interrupt: () => void = () => undefined
  const answer = async (request: IncomingMessage): Promise<readonly [number, unknown]> => {
    switch (request.url ?? '') {
      case terminalLoginEndpoints.beginDevice.path:
        return [
          200,
          {
            device_code: 'd3v1ce',
            user_code: 'WDJB-MJHT',
            verification_uri: 'http://localhost/device',
            expires_in: 600,
            interval: 1,
          },
        ]
      case terminalLoginEndpoints.exchangeDevice.path: {
        // Let in at this moment, which is when the person gives up.
        interrupt()
        const tokens = { access_token: 'access', refresh_token: 'refresh', token_type: 'Bearer' }
        return [200, { ...tokens, expires_in: 300 }]
      }
      case authEndpoints.logOut.path:
        loggedOut.push(logoutBodySchema.parse(await json(request)))
        return [200, { message: 'logged out' }]
      default:
        return [404, { error: 'there is no such call', code: 'not_found' }]
    }
  }
  const server = createServer((request, response) => {
    void answer(request).then(([status, body]) => {
      const send = () =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      // The signal is there before the answer.
      if (request.url === terminalLoginEndpoints.exchangeDevice.path) setTimeout(send, 300)
      else send()
    })
  })
  const port = await freePort()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const line = [join(argus.folder, 'argus'), 'login', `http://127.0.0.1:${port}`, '--device']
  const child = spawn(process.execPath, line, { env: argus.env })
  interrupt = () => child.kill('SIGINT')
  const ended = once(child, 'close')
  const said = await text(child.stderr)
  const [code] = await ended
  server.closeAllConnections()
  server.close()
  expect(said).toContain('WDJB-MJHT')
  expect([code, loggedOut]).toEqual([130, [{ refresh_token: 'refresh', scope: 'local' }]])
  await expect(stat(join(argus.folder, 'config'))).rejects.toThrow('ENOENT')
})
