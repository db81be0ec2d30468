import type { FieldTable } from '@argus/contracts/kubeconfig-fields'

import { type FieldRefusal, judgeFields } from './judge-fields.ts'
import { type Given, readConnection } from './read-connection.ts'

/**
 * The cluster of a Secret as Argo CD writes them
 * (https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters): by an allow-list, as a kubeconfig.
 */
export function readArgoCluster(secret: ReadonlyMap<string, string>): Given {
  const parsed = parseJson(secret.get('config') ?? '')
  const keys = judgeFields(Object.fromEntries(secret), '', SECRET)
  const config = judgeFields(parsed, 'config', CONFIG)
  const tls = judgeFields(config.used.get('tlsClientConfig') ?? {}, 'config.tlsClientConfig', TLS)
  const refusals: readonly FieldRefusal[] = [keys, config, tls].flatMap((part) => part.refusals)
  if (refusals.length > 0) return { type: 'refused', refusals }
  const at = (field: string) => ({
    field: `config.tlsClientConfig.${field}`,
    value: tls.used.get(field),
  })
  return readConnection({
    server: { field: 'server', value: secret.get('server')?.trim() },
    certificateAuthority: at('caData'),
    tlsServerName: at('serverName'),
    token: { field: 'config.bearerToken', value: config.used.get('bearerToken') },
    clientCertificate: at('certData'),
    clientKey: at('keyData'),
  })
}

/** `undefined` is refused as no object; what the parser says may quote the text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const used = { decision: 'used' } as const
const ignored = { decision: 'ignored' } as const
const refused = (why: string) => ({ decision: 'refused', why }) as const
const program = refused(
  'runs a program to get a credential, which is not done for a Secret; give the token of a service account',
)
const password = refused('is a password, which API servers take no more; give a token')

const SECRET: FieldTable = {
  name: used,
  server: used,
  config: used,
  project: ignored,
  shard: ignored,
  clusterResources: ignored,
  namespaces: refused(
    'limits Argo CD to some namespaces, which Argus does not do; limit the account in the cluster, and leave this key out of the mount',
  ),
}

const CONFIG: FieldTable = {
  bearerToken: used,
  tlsClientConfig: used,
  disableCompression: ignored,
  execProviderConfig: program,
  awsAuthConfig: program,
  username: password,
  password,
  proxyUrl: refused('sends the connection elsewhere; give an address that Argus reaches directly'),
}

const TLS: FieldTable = {
  caData: used,
  certData: used,
  keyData: used,
  serverName: used,
  insecure: refused(
    'lets anybody answer in place of the cluster, who would get the credential; give its authority in `caData`',
  ),
}
