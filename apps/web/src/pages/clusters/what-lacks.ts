import type { GivenFields, RefusedField } from './kubeconfig-field.ts'

interface Chosen {
  readonly context: string
  readonly contexts: readonly string[]
}

/** What a kubeconfig without refused fields still lacks, as far as a page can tell. */
export function whatLacks(
  { cluster, user }: GivenFields,
  { contexts }: Chosen,
): readonly RefusedField[] {
  const missing = (field: string, why: string): readonly RefusedField[] => [
    { field, why, path: undefined, lines: undefined },
  ]
  if (contexts.length === 0)
    return missing('contexts', 'is missing: a kubeconfig names the cluster and the account there')
  const server = cluster.get('server')
  if (server === undefined)
    return missing('cluster.server', 'is missing: the https address of the cluster')
  if (typeof server.value !== 'string' || !server.value.startsWith('https://'))
    return missing('cluster.server', 'is not https; the credential could be read')
  const [token, certificate, key] = ['token', 'client-certificate-data', 'client-key-data'].map(
    (name) => user.has(name),
  )
  if (certificate && !key)
    return missing('user.client-key-data', 'is missing: the certificate beside it has no key')
  if (key && !certificate)
    return missing(
      'user.client-certificate-data',
      'is missing: the key beside it has no certificate',
    )
  if (certificate && token)
    return missing('user.token', 'is given beside a certificate; give one of them')
  if (!certificate && !token)
    return missing('user.token', 'is missing: give a token, or a client certificate with its key')
  return []
}
