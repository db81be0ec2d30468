import { Agent, request } from 'node:https'

import type { Kind } from './kind.ts'

/** What reaches an API server: a simulated and a real one have it alike. */
export interface KubeServer {
  readonly url: string
  /** The authority to trust, as PEM. */
  readonly caData: string
  readonly token: string
}

/** Writes to an API server as a person with kubectl would. Every call throws what the server refused it with. */
export interface KubeApi extends Disposable {
  /** Answers when the definition is served. */
  define(definition: object): Promise<void>
  ensureNamespace(name: string): Promise<void>
  create(kind: Kind, object: object, namespace?: string): Promise<void>
  patch(kind: Kind, at: ObjectName, patch: object): Promise<void>
  remove(kind: Kind, at: ObjectName): Promise<void>
}

export interface ObjectName {
  readonly name: string
  readonly namespace?: string
}

export function openKubeApi(server: KubeServer): KubeApi {
  const agent = new Agent({ keepAlive: true, ca: server.caData })
  const send = async (call: Call): Promise<void> => {
    const { status, text } = await exchange(server, agent, call)
    if (status >= 300) throw new KubeRefusal(status, `${call.method} ${call.path}: ${text}`)
  }
  return {
    async define(definition) {
      await send({ method: 'POST', path: CRDS, body: definition })
    },
    async ensureNamespace(name) {
      const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
      await send({ method: 'POST', path: '/api/v1/namespaces', body }).catch((error: unknown) => {
        if (!(error instanceof KubeRefusal && error.status === 409)) throw error
      })
    },
    create: (kind, body, namespace) =>
      send({ method: 'POST', path: collection(kind, namespace), body }),
    patch: (kind, at, body) => send({ method: 'PATCH', path: pathOf(kind, at), body }),
    remove: (kind, at) => send({ method: 'DELETE', path: pathOf(kind, at) }),
    [Symbol.dispose]: () => agent.destroy(),
  }
}

/** The API server said no. */
export class KubeRefusal extends Error {
  override readonly name = 'KubeRefusal'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

interface Call {
  readonly method: 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: object
}

function collection({ group, version, resource }: Kind, namespace: string | undefined): string {
  const inside = namespace === undefined ? '' : `namespaces/${namespace}/`
  return `/apis/${group}/${version}/${inside}${resource}`
}

function pathOf(kind: Kind, { name, namespace }: ObjectName): string {
  return `${collection(kind, namespace)}/${name}`
}

function exchange(
  { url, token }: KubeServer,
  agent: Agent,
  { method, path, body }: Call,
): Promise<{ readonly status: number; readonly text: string }> {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': type }
    const asking = request(new URL(path, url), { method, agent, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => (text += chunk))
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      answer.once('error', reject)
    })
    asking.once('error', reject)
    asking.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
