import { makeServerCertificate } from '@argus/fake-api-server/certificate'

/** The parts of a kubeconfig; any object where a test says so, for what is sent may be anything. */
export interface KubeconfigParts {
  readonly document?: object
  readonly cluster?: object
  readonly user?: object
  readonly context?: object
}

/** A kubeconfig of one cluster that the allow-list takes, but for what is added. JSON is YAML. */
export function kubeconfigWith({
  document = {},
  cluster = {},
  user = {},
  context = {},
}: KubeconfigParts): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    preferences: {},
    'current-context': 'me@prod',
    clusters: [{ name: 'prod', cluster: { server: 'https://prod.example.org:6443', ...cluster } }],
    users: [{ name: 'me', user: { token: 'secret-token', ...user } }],
    contexts: [{ name: 'me@prod', context: { cluster: 'prod', user: 'me', ...context } }],
    ...document,
  })
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64')

const { cert, key, ca } = await makeServerCertificate()
/** A certificate, its key and its authority, as PEM. */
export const PEM = { cert, key, ca }
