import { type FakeApiServerOptions, startFakeApiServer } from '@argus/fake-api-server/server'
import { type RealApiServerOptions, startRealApiServer } from '@argus/testkit/real-api-server'
import type { BenchServer, Visitor } from './bench.ts'
import { type KubeClient, kubeClient } from './kube-client.ts'

/** The simulated API server, under test as a real one is. */
export async function fakeServer(options: FakeApiServerOptions): Promise<BenchServer> {
  const server = await startFakeApiServer(options)
  const { url, port, caData, token } = server
  return {
    url,
    port,
    caData,
    token,
    async restart() {
      server.disconnect()
      // What can be resumed from is in memory.
      server.store.compact()
    },
    async compact() {
      server.store.compact()
    },
    // It lives in this process, which cannot be frozen: the network in front of it is.
    pause: undefined,
    goAway: () => server.goAway(),
    limitStreams(count) {
      server.limitStreams(count)
      return { [Symbol.dispose]: () => server.limitStreams(100) }
    },
    rotateCertificate: undefined,
    async admit({ group, resource }): Promise<Visitor> {
      const named = `${group}/${resource}`
      let refusals: readonly Disposable[] = []
      return {
        token,
        async withdraw() {
          refusals = (['list', 'watch'] as const).map((verb) =>
            server.forbid({ verb, resource: named }),
          )
        },
        async readmit() {
          for (const refusal of refusals) refusal[Symbol.dispose]()
        },
      }
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

/** A kube-apiserver with its etcd. */
export async function realServer(options: RealApiServerOptions): Promise<BenchServer> {
  const server = await startRealApiServer(options)
  const client = kubeClient(server)
  const { url, port, caData, token } = server
  return {
    url,
    port,
    caData,
    token,
    restart: () => server.restart(),
    compact: () => server.compact(),
    pause() {
      server.pause()
      return { [Symbol.dispose]: () => server.resume() }
    },
    // Both are flags that it is started with.
    goAway: undefined,
    limitStreams: undefined,
    rotateCertificate: () => server.rotateCertificate(),
    admit: (resource) => admitByRole(client, resource),
    async [Symbol.asyncDispose]() {
      client.close()
      server.resume()
      await server[Symbol.asyncDispose]()
    },
  }
}

const RBAC = '/apis/rbac.authorization.k8s.io/v1'

/** A service account with a role of its own. */
async function admitByRole(
  client: KubeClient,
  { group, resource }: { readonly group: string; readonly resource: string },
): Promise<Visitor> {
  const name = `visitor-of-${resource}`
  const accounts = '/api/v1/namespaces/default/serviceaccounts'
  await client.send('POST', accounts, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name },
  })
  const issued = await client.send('POST', `${accounts}/${name}/token`, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 3_600 },
  })
  const { status } = issued as { status: { token: string } }
  const apiGroup = 'rbac.authorization.k8s.io'
  await client.send('POST', `${RBAC}/clusterroles`, {
    apiVersion: `${apiGroup}/v1`,
    kind: 'ClusterRole',
    metadata: { name },
    rules: [{ apiGroups: [group], resources: [resource], verbs: ['list', 'watch'] }],
  })
  const readmit = async () => {
    await client.send('POST', `${RBAC}/clusterrolebindings`, {
      apiVersion: `${apiGroup}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup, kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: 'default' }],
    })
  }
  await readmit()
  return {
    token: status.token,
    readmit,
    async withdraw() {
      await client.send('DELETE', `${RBAC}/clusterrolebindings/${name}`)
    },
  }
}
