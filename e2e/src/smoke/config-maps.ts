import { request } from 'node:https'
import { KubeconfigError, loadKubeconfig } from '@argus/informer/credential'
import { credentialSourceOf } from '@argus/informer/credential-source'

/** Writes to the first context of a kubeconfig as kubectl would. Every call throws what the server refused it with. */
export interface ConfigMaps extends Disposable {
  create(name: string): Promise<void>
  remove(name: string): Promise<void>
}

export function openConfigMaps(kubeconfig: string, namespace: string): ConfigMaps {
  const [context] = loadKubeconfig(kubeconfig)
  if (context === undefined) throw new KubeconfigError(`${kubeconfig} names no context.`)
  const over = new AbortController()
  const send = async (method: string, path: string, body?: object): Promise<void> => {
    const { access, server } = context
    const { tls, authorization } = await credentialSourceOf(access).current()
    const address = new URL(`${new URL(server).pathname.replace(/\/$/, '')}${path}`, server)
    const headers = {
      'content-type': 'application/json',
      ...(authorization !== undefined && { authorization }),
    }
    const { status, text } = await new Promise<{ status: number; text: string }>(
      (resolve, reject) => {
        const asking = request(
          address,
          { method, headers, ...tls, signal: over.signal },
          (answer) => {
            let said = ''
            answer.setEncoding('utf8')
            answer.on('data', (chunk: string) => (said += chunk))
            answer.once('end', () => resolve({ status: answer.statusCode ?? 0, text: said }))
            answer.once('error', reject)
          },
        )
        asking.once('error', reject)
        asking.end(body === undefined ? undefined : JSON.stringify(body))
      },
    )
    if (status >= 300)
      throw new Error(
        `${context.context}: ${method} ${path} answers ${status} ${text.slice(0, 300)}`,
      )
  }
  const all = `/api/v1/namespaces/${namespace}/configmaps`
  return {
    create: (name) =>
      send('POST', all, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'argus-smoke' } },
      }),
    remove: (name) => send('DELETE', `${all}/${name}`),
    [Symbol.dispose]: () => over.abort(),
  }
}
