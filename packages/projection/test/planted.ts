import type { JsonObject } from '../src/json.ts'

/** Found nowhere by accident. */
export const CANARY = 'kanarienvogel-7Hq2'

/** Whether the canary is in a text, plain or in base64 that begins at a third byte. */
export function hasCanary(text: string): boolean {
  return text.includes(CANARY) || text.includes(Buffer.from(CANARY).toString('base64'))
}

/** A workload of one container. */
export const podTemplate = (container: JsonObject): JsonObject => ({
  template: {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'web', ...container }] },
  },
})

/** Where a secret may ride along, one canary each. */
export const planted: readonly [where: string, object: JsonObject][] = [
  ['data of a Secret', { kind: 'Secret', data: { password: CANARY } }],
  ['stringData of a Secret', { kind: 'Secret', stringData: { password: CANARY } }],
  ['a Helm release', { kind: 'Secret', type: 'helm.sh/release.v1', data: { release: CANARY } }],
  ['a Helm release in a ConfigMap', { kind: 'ConfigMap', data: { release: CANARY } }],
  ['binaryData of a ConfigMap', { kind: 'ConfigMap', binaryData: { file: CANARY } }],
  [
    'a Secret inside another object',
    { kind: 'Bundle', spec: { manifests: [{ kind: 'Secret', data: { a: CANARY } }] } },
  ],
  [
    'stringData of any kind',
    { kind: 'Tenant', spec: { secretTemplate: { stringData: { a: CANARY } } } },
  ],
  [
    'the request of a CSR',
    { kind: 'CertificateSigningRequest', spec: { request: CANARY, signerName: 'x' } },
  ],
  [
    'the request of a CertificateRequest',
    { kind: 'CertificateRequest', spec: { request: CANARY } },
  ],
  [
    'the token of a TokenReview',
    { kind: 'TokenReview', spec: { token: CANARY }, status: { user: { extra: CANARY } } },
  ],
  ['the token of a TokenRequest', { kind: 'TokenRequest', status: { token: CANARY } }],
  ['managedFields', { metadata: { managedFields: [{ fieldsV1: { [`v:"${CANARY}"`]: {} } }] } }],
  [
    'managedFields of an inner object',
    { spec: { embedded: { metadata: { managedFields: [{ a: CANARY }] } } } },
  ],
  [
    'last-applied',
    {
      metadata: {
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"a":"${CANARY}"}` },
      },
    },
  ],
  [
    'last-applied that does not parse',
    {
      metadata: {
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"a":"${CANARY}` },
      },
    },
  ],
  [
    'last-applied of a template',
    { spec: { template: { metadata: { annotations: { 'x.io/last-applied': CANARY } } } } },
  ],
  [
    'the object as Rancher keeps it',
    { metadata: { annotations: { 'objectset.rio.cattle.io/applied': CANARY } } },
  ],
  [
    'an annotation called token',
    { metadata: { annotations: { 'example.com/api-token': CANARY } } },
  ],
  [
    'an annotation called password',
    { metadata: { annotations: { 'example.com/Password': CANARY } } },
  ],
  ['an annotation called secret', { metadata: { annotations: { SECRET: CANARY } } }],
  ['an annotation called key', { metadata: { annotations: { 'ssh-key': CANARY } } }],
  [
    'an annotation of vault',
    { metadata: { annotations: { 'vault.hashicorp.com/agent-inject': CANARY } } },
  ],
  [
    'an annotation whose URL has user info',
    { metadata: { annotations: { repo: `https://u:${CANARY}@host/x` } } },
  ],
  ['an annotation of a template', { spec: { podAnnotations: { 'auth-token': CANARY } } }],
  [
    'an environment variable',
    { spec: podTemplate({ env: [{ name: 'DB_PASSWORD', value: CANARY }] }) },
  ],
  [
    'the URL in an environment variable',
    { spec: podTemplate({ env: [{ name: 'DSN', value: `postgres://app:${CANARY}@db/x` }] }) },
  ],
  [
    'the login in an environment variable',
    { spec: podTemplate({ env: [{ name: 'DSN', value: `root:${CANARY}@tcp(db:3306)/x` }] }) },
  ],
  [
    'an assignment in an environment variable',
    { spec: podTemplate({ env: [{ name: 'DSN', value: `host=db password=${CANARY}` }] }) },
  ],
  ['an environment written as a map', { spec: { env: { API_KEY: CANARY } } }],
  ['an argument', { spec: podTemplate({ args: [`--db-password=${CANARY}`] }) }],
  ['an argument in two parts', { spec: podTemplate({ args: ['--token', CANARY] }) }],
  [
    'the URL in an argument',
    { spec: podTemplate({ command: ['psql', `postgres://app:${CANARY}@db/x`] }) },
  ],
  [
    'a line of shell',
    {
      spec: podTemplate({
        command: ['sh', '-c', `export VAULT_ID=${CANARY}; run --api-key ${CANARY}`],
      }),
    },
  ],
  [
    'a header of a probe',
    {
      spec: podTemplate({
        livenessProbe: { httpGet: { httpHeaders: [{ name: 'Authorization', value: CANARY }] } },
      }),
    },
  ],
  [
    'a parameter',
    { spec: { source: { helm: { parameters: [{ name: 'adminPassword', value: CANARY }] } } } },
  ],
  ['a password in the spec', { spec: { postgresql: { password: CANARY } } }],
  ['passwords in a list', { spec: { passwords: [{ key: 'token', value: CANARY }] } }],
  ['a client secret in the spec', { spec: { oauth2: { clientSecret: CANARY } } }],
  [
    'a message of a condition',
    {
      status: { conditions: [{ type: 'Ready', message: `login with password=${CANARY} failed` }] },
    },
  ],
  [
    'a message that quotes a URL',
    { status: { conditions: [{ message: `GET https://u:${CANARY}@host: refused` }] } },
  ],
  [
    'a message that quotes a header',
    { status: { message: `sent Authorization: Bearer ${CANARY}` } },
  ],
  ['a status of any form', { status: { lastError: { detail: `token: "${CANARY}"` } } }],
  ['the note of an event', { note: `started with --password=${CANARY}` }],
  [
    'a private key in any text',
    { spec: { tls: `-----BEGIN RSA PRIVATE KEY-----\n${CANARY}\n-----END RSA PRIVATE KEY-----` } },
  ],
  ['a private key without an end', { spec: { tls: `-----BEGIN PRIVATE KEY-----\n${CANARY}` } }],
  [
    'a private key in base64',
    {
      spec: {
        pem: Buffer.from(`-----BEGIN EC PRIVATE KEY-----\n\n\n${CANARY}`).toString('base64'),
      },
    },
  ],
]
