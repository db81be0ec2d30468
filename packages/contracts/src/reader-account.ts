import type { PluginManifest } from './plugin-manifest.ts'
import { CORE_GROUP } from './topic.ts'

/** The name of the account, and of all that belongs to it. */
const READER = 'argus-reader'

/** The rights that Argus needs in a cluster for these plugins, as a ClusterRole: every resource by its name, and reading only. */
export function readerRole(plugins: readonly Pick<PluginManifest, 'resources'>[]): string {
  const groups = new Map<string, Set<string>>([
    // From these Argus learns which kinds there are, and their columns.
    ['apiextensions.k8s.io', new Set(['customresourcedefinitions'])],
  ])
  for (const { group, resource } of plugins.flatMap(({ resources }) => resources)) {
    const name = group === CORE_GROUP ? '' : group
    groups.set(name, (groups.get(name) ?? new Set()).add(resource))
  }
  const rules = [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([group, resources]) => `  - apiGroups: ["${group}"]
    resources: [${[...resources].toSorted().join(', ')}]
    verbs: [get, list, watch]`,
    )
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: ${READER}
rules:
${rules.join('\n')}
`
}

/** An account that may read what these plugins show, and nothing else, with a token that does not end by itself. */
export function readerManifest(plugins: readonly Pick<PluginManifest, 'resources'>[]): string {
  return `apiVersion: v1
kind: Namespace
metadata:
  name: ${READER}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${READER}
  namespace: ${READER}
---
${readerRole(plugins)}---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: ${READER}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: ${READER}
subjects:
  - kind: ServiceAccount
    name: ${READER}
    namespace: ${READER}
---
apiVersion: v1
kind: Secret
metadata:
  name: ${READER}
  namespace: ${READER}
  annotations:
    kubernetes.io/service-account.name: ${READER}
type: kubernetes.io/service-account-token
`
}

/** What prints the three things that are pasted back, a line each. */
export const READER_COMMANDS = `kubectl config view --minify --raw -o jsonpath='{.clusters[0].cluster.server}{"\\n"}'
kubectl -n ${READER} get secret ${READER} -o jsonpath='{.data.ca\\.crt}{"\\n"}'
kubectl -n ${READER} get secret ${READER} -o jsonpath='{.data.token}' | base64 -d`

/** What was pasted back. */
export interface ReaderParts {
  readonly server: string
  /** PEM, or that in base64. */
  readonly authority: string
  readonly token: string
}

/** The kubeconfig of such an account. */
export function readerKubeconfig({ server, authority, token }: ReaderParts): string {
  const packed = authority.includes('-----BEGIN') ? btoa(authority.trim()) : authority
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': READER,
    clusters: [
      {
        name: READER,
        cluster: {
          server: server.trim(),
          'certificate-authority-data': packed.replaceAll(/\s/gu, ''),
        },
      },
    ],
    users: [{ name: READER, user: { token: token.trim() } }],
    contexts: [{ name: READER, context: { cluster: READER, user: READER } }],
  })
}
