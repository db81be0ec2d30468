import { Agent, request } from 'node:https'
import { setTimeout as delay } from 'node:timers/promises'

import type { KubeServer } from '../kube-api.ts'

/** What a call is about; `body` is sent as JSON, under a type of its own where it is applied. */
interface KubeCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'APPLY'
  readonly path: string
  readonly body?: object
  readonly accept?: string
}

interface KubeAnswer {
  readonly status: number
  readonly text: string
}

export interface KubeClient extends Disposable {
  /** Whatever the server answers; waits as long as it says where it puts us off. */
  ask(call: KubeCall): Promise<KubeAnswer>
  /** The same, where only success will do; throws what it was refused with. */
  need(call: KubeCall): Promise<string>
}

/** Calls an API server as kubectl does. */
export function openKubeClient({ url, caData, token }: KubeServer): KubeClient {
  const agent = new Agent({ keepAlive: true, ca: caData, maxSockets: 8 })
  const once = ({ method, path, body, accept = 'application/json' }: KubeCall) =>
    new Promise<KubeAnswer & { readonly wait: number | undefined }>((resolve, reject) => {
      const type = method === 'APPLY' ? 'application/apply-patch+yaml' : 'application/json'
      const headers = { authorization: `Bearer ${token}`, accept, 'content-type': type }
      const options = { method: method === 'APPLY' ? 'PATCH' : method, agent, headers }
      const asking = request(new URL(path, url), options, (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk: string) => (text += chunk))
        answer.once('error', reject)
        answer.once('end', () => {
          const after = Number(answer.headers['retry-after'])
          const wait = answer.statusCode === 429 ? after || 1 : undefined
          resolve({ status: answer.statusCode ?? 0, text, wait })
        })
      })
      asking.once('error', reject)
      asking.end(body && JSON.stringify(body))
    })
  const ask = async (call: KubeCall): Promise<KubeAnswer> => {
    for (;;) {
      const { wait, ...answer } = await once(call)
      if (wait === undefined) return answer
      await delay(wait * 1_000)
    }
  }
  return {
    ask,
    async need(call) {
      const { status, text } = await ask(call)
      if (status < 300) return text
      throw new Error(
        `${call.method} ${call.path} was refused with ${status}: ${text.slice(0, 500)}`,
      )
    },
    [Symbol.dispose]: () => agent.destroy(),
  }
}
