/**
 * What is done with a field of a kubeconfig that comes from anybody but the operator of Argus: by a call, or out of a
 * Secret. The page says it beside the box that the kubeconfig is pasted into, and the watcher does it. What is not listed
 * is refused.
 */
type FieldDecision =
  | { readonly decision: 'used' }
  /** It means nothing here, and does no harm. */
  | { readonly decision: 'ignored' }
  /** `why` follows the name of the field in a sentence, and says what to do instead. */
  | { readonly decision: 'refused'; readonly why: string }

/** Fields of one object by their names. */
export type FieldTable = Readonly<Record<string, FieldDecision>>

const used: FieldDecision = { decision: 'used' }
const ignored: FieldDecision = { decision: 'ignored' }
const refused = (why: string): FieldDecision => ({ decision: 'refused', why })

const file = (inline: string): FieldDecision =>
  refused(
    `names a file on the machine of Argus, which is not read; put its content into \`${inline}\` (\`kubectl config view --raw --flatten\` does)`,
  )
const impersonation = refused(
  'acts as somebody else; give Argus a service account of its own that may read what it shows',
)
const program = (what: string): FieldDecision =>
  refused(
    `${what}, which is not done for a kubeconfig that others may write; use the token of a service account, or have the operator of Argus add the cluster to its own kubeconfig`,
  )
const password = refused('is a password, which API servers take no more; use a token')

export const KUBECONFIG_FIELDS = {
  document: {
    apiVersion: ignored,
    kind: ignored,
    preferences: ignored,
    extensions: ignored,
    'current-context': used,
    clusters: used,
    users: used,
    contexts: used,
  },
  context: { cluster: used, user: used, namespace: ignored, extensions: ignored },
  cluster: {
    server: used,
    'certificate-authority-data': used,
    'tls-server-name': used,
    'disable-compression': ignored,
    extensions: ignored,
    'certificate-authority': file('certificate-authority-data'),
    'insecure-skip-tls-verify': refused(
      'lets anybody answer in place of the cluster, who would get the credential; give the authority of the cluster in `certificate-authority-data`',
    ),
    'proxy-url': refused(
      'sends the connection elsewhere; give an address that Argus can reach directly',
    ),
  },
  user: {
    token: used,
    'client-certificate-data': used,
    'client-key-data': used,
    extensions: ignored,
    'client-certificate': file('client-certificate-data'),
    'client-key': file('client-key-data'),
    tokenFile: file('token'),
    exec: program('runs a program on the machine of Argus'),
    'auth-provider': program('may run a program or read a file on the machine of Argus'),
    as: impersonation,
    'as-uid': impersonation,
    'as-groups': impersonation,
    'as-user-extra': impersonation,
    username: password,
    password,
  },
} as const satisfies Readonly<Record<string, FieldTable>>
