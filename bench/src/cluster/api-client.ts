import { Agent, request } from 'node:https'
import { setTimeout as delay } from 'node:timers/promises'

/** Where an API server is and how to speak to it. */
export interface Endpoint {
  readonly url: string
  readonly caData: string
  readonly token: string
}

interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly path: string
  /** Sent as JSON. */
  readonly body?: object
  /** The media type of a patch; of anything else it is JSON. */
  readonly type?: string
}

interface Answer {
  readonly status: number
  readonly text: string
}

/** Speaks to an API server as one user agent, `bench`, so that an audit log tells its calls from others'. */
export interface ApiClient extends Disposable {
  /** Whatever the answer is. */
  ask(call: Call): Promise<Answer>
  /** The text of a success; waits where the server puts it off, rejects with what it was refused with. */
  tell(call: Call): Promise<string>
}

/** `connections`: calls that are on their way at once; the others wait their turn. */
export function openApiClient({ url, caData, token }: Endpoint, connections: number): ApiClient {
  const agent = new Agent({ keepAlive: true, ca: caData, maxSockets: connections })
  const ask = ({ method, path, body, type = 'application/json' }: Call): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': type,
        'user-agent': 'bench',
      }
      const asking = request(`${url}${path}`, { method, headers, agent }, (answer) => {
        const pieces: Buffer[] = []
        answer.on('data', (piece: Buffer) => pieces.push(piece))
        answer.once('error', reject)
        answer.once('end', () => {
          const text = Buffer.concat(pieces).toString('utf8').trim()
          resolve({ status: answer.statusCode ?? 0, text })
        })
      })
      asking.once('error', reject)
      asking.end(body === undefined ? undefined : JSON.stringify(body))
    })
  return {
    ask,
    async tell(call) {
      for (;;) {
        const { status, text } = await ask(call)
        if (status < 300) return text
        if (status !== PUT_OFF)
          throw new Error(`${call.method} ${call.path}: ${status} ${text.slice(0, 300)}`)
        await delay(PUT_OFF_MS)
      }
    },
    [Symbol.dispose]: () => agent.destroy(),
  }
}

export const MERGE_PATCH = 'application/merge-patch+json'
export const APPLY_PATCH = 'application/apply-patch+yaml'

const PUT_OFF = 429
const PUT_OFF_MS = 500
