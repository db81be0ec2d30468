import { Agent, request } from 'node:https'
import { setTimeout as delay } from 'node:timers/promises'

import type { Endpoint } from '../cluster/things.ts'

/** What is sent, as JSON: applied, made, or merged into what there is. */
interface Call {
  readonly how: 'apply' | 'make' | 'merge'
  readonly path: string
  readonly body: object
}

export interface ApiClient extends Disposable {
  /** The answer as it was sent; waits where the server puts it off, rejects with what it was refused with. */
  send(call: Call): Promise<string>
}

export function openApiClient({ url, caData, token }: Endpoint): ApiClient {
  const agent = new Agent({ keepAlive: true, ca: caData, maxSockets: 4 })
  const once = ({ how, path, body }: Call) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': TYPES[how] }
      const method = how === 'make' ? 'POST' : 'PATCH'
      const asking = request(new URL(path, url), { method, headers, agent }, (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (piece: string) => (text += piece))
        answer.once('error', reject)
        answer.once('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      })
      asking.once('error', reject)
      asking.end(JSON.stringify(body))
    })
  return {
    async send(call) {
      for (;;) {
        const { status, text } = await once(call)
        if (status < 300) return text.trim()
        if (status !== PUT_OFF) throw new Error(`${call.path}: ${status} ${text.slice(0, 300)}`)
        await delay(PUT_OFF_MS)
      }
    },
    [Symbol.dispose]: () => agent.destroy(),
  }
}

const TYPES = {
  apply: 'application/apply-patch+yaml',
  make: 'application/json',
  merge: 'application/merge-patch+json',
} as const

const PUT_OFF = 429
const PUT_OFF_MS = 500
