import { Agent, request } from 'node:https'

/** Where an API server is and how to speak to it. */
export interface Endpoint {
  readonly url: string
  readonly caData: string
  readonly token: string
}

/** The writes of a test, the same for every server. Throws on any refusal, with its status. */
export interface KubeClient {
  send(method: string, path: string, body?: unknown): Promise<unknown>
  close(): void
}

export class RefusedError extends Error {
  override name = 'RefusedError'
  readonly status: number

  constructor(status: number, text: string) {
    super(`${status}: ${text}`)
    this.status = status
  }
}

export function kubeClient({ url, caData, token }: Endpoint): KubeClient {
  const agent = new Agent({ keepAlive: true, ca: caData })
  const send = (method: string, path: string, body?: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
      const headers = { authorization: `Bearer ${token}`, 'content-type': type }
      const sent = request(`${url}${path}`, { method, headers, agent }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          const status = answer.statusCode ?? 0
          if (status >= 300) reject(new RefusedError(status, text))
          else resolve(JSON.parse(text))
        })
      })
      sent.on('error', reject)
      sent.end(body === undefined ? undefined : JSON.stringify(body))
    })
  return { send, close: () => agent.destroy() }
}
