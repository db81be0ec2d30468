import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { json } from 'node:stream/consumers'

import { connectorTo, type ConsoleAddress } from './address.ts'

const TIMEOUT_MS = 20_000

/** Posts JSON to the console. Answers whatever it says, with its status; rejects where it is not reached. */
export async function post(
  address: ConsoleAddress,
  path: string,
  body: object,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const url = new URL(path, address.url)
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: unknown }>()
  const asking = request(
    url,
    {
      method: 'POST',
      agent: connectorTo(address),
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    },
    (response) => {
      const { statusCode: status = 0 } = response
      json(response).then(
        (answer) => resolve({ status, body: answer }),
        (cause: unknown) => {
          const message = `${url.host} answers ${status}, and no JSON: is Argus there?`
          reject(new Error(message, { cause }))
        },
      )
    },
  )
  asking.on('error', reject)
  asking.end(JSON.stringify(body))
  return promise
}
