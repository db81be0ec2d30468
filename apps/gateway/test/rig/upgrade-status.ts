import { once } from 'node:events'
import { request } from 'node:http'

import { SUBPROTOCOL } from '@argus/contracts/client-frame'

/** The status that an upgrade at this address is answered with. */
export async function upgradeStatus(
  url: string,
  headers: NodeJS.Dict<string> = {},
): Promise<number> {
  const asked = request(url, {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16, 7).toString('base64'),
      'sec-websocket-protocol': SUBPROTOCOL,
      ...headers,
    },
  })
  asked.end()
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  asked.once('response', (response) => {
    response.resume()
    resolve(response.statusCode ?? 0)
  })
  asked.once('upgrade', (_, socket) => {
    socket.destroy()
    resolve(101)
  })
  asked.once('error', reject)
  const status = await promise
  if (!asked.destroyed) await once(asked, 'close')
  return status
}
