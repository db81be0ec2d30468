/** What a kubeconfig needs to know of a server; `FakeApiServer` is one. */
export interface KubeconfigServer {
  readonly name: string
  readonly url: string
  readonly caData: string
  readonly token: string
}

/** A kubeconfig (JSON is YAML) with a context for each server, named as the server is. */
export function kubeconfigFor(servers: readonly KubeconfigServer[]): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': servers[0]?.name ?? '',
    clusters: servers.map(({ name, url, caData }) => ({
      name,
      cluster: {
        server: url,
        'certificate-authority-data': Buffer.from(caData).toString('base64'),
      },
    })),
    users: servers.map(({ name, token }) => ({ name, user: { token } })),
    contexts: servers.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
  }
  return `${JSON.stringify(config, undefined, 2)}\n`
}
