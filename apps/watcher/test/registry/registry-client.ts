import {
  clusterAnswerSchema,
  clustersAnswerSchema,
  type ClusterAnswer,
  type ClustersAnswer,
  type Connection,
} from '@argus/contracts/http/clusters'
import type { FakeApiServer } from '@argus/fake-api-server/server'

interface Answer {
  readonly status: number
  readonly text: string
  readonly body: unknown
}

/** Calls `/api/clusters` of one watcher as one user. */
export interface RegistryClient {
  call(method: string, path?: string, body?: object): Promise<Answer>
  list(): Promise<ClustersAnswer['clusters']>
  get(id: string): Promise<ClusterAnswer>
}

export function registryClient(url: string, token: string): RegistryClient {
  const call: RegistryClient['call'] = async (method, path = '', body) => {
    const response = await fetch(`${url}/api/clusters${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const parsed: unknown = text === '' ? undefined : JSON.parse(text)
    return { status: response.status, text, body: parsed }
  }
  return {
    call,
    list: async () => clustersAnswerSchema.parse((await call('GET')).body).clusters,
    get: async (id) => clusterAnswerSchema.parse((await call('GET', `/${id}`)).body),
  }
}

/** How a simulated cluster is reached. */
export function connectionTo({ url, caData, token }: FakeApiServer): Connection {
  return { server: url, certificateAuthority: caData, token }
}
