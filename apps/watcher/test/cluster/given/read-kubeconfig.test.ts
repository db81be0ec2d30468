import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { connectionSchema } from '@argus/contracts/http/clusters'
import { KUBECONFIG_FIELDS } from '@argus/contracts/kubeconfig-fields'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { refusalText } from '../../../src/cluster/given/judge-fields.ts'
import { readKubeconfig } from '../../../src/cluster/given/read-kubeconfig.ts'
import { base64, kubeconfigWith, PEM, type KubeconfigParts } from './kubeconfigs.ts'

/** The fields that are refused, and nothing of what stood in them. */
function refusedIn(text: string): readonly string[] {
  const given = readKubeconfig(text)
  if (given.type === 'accepted') return []
  expect(refusalText('It', given.refusals)).not.toContain('secret')
  return given.refusals.map(({ field }) => field)
}

test('W-01 what the allow-list names is taken, as a connection that a call may register', () => {
  const given = readKubeconfig(
    kubeconfigWith({
      cluster: {
        'certificate-authority-data': base64(PEM.ca),
        'tls-server-name': 'kubernetes.default.svc',
        extensions: [{ name: 'cluster_info', extension: { provider: 'minikube' } }],
      },
      context: { namespace: 'shop' },
    }),
  )
  const connection = given.type === 'accepted' ? given.connection : undefined
  expect(connection).toMatchObject({
    server: 'https://prod.example.org:6443',
    token: 'secret-token',
    tlsServerName: 'kubernetes.default.svc',
  })
  expect(connection?.certificateAuthority).toBe(PEM.ca.trim())
  expect(connectionSchema.safeParse(connection).success).toBe(true)
})

test('W-01 a client certificate with its key stands in place of a token', () => {
  const user = {
    token: undefined,
    'client-certificate-data': base64(`Certificate:\n    Data:\n${PEM.cert}`),
    'client-key-data': base64(PEM.key),
  }
  expect(readKubeconfig(kubeconfigWith({ user }))).toEqual({
    type: 'accepted',
    connection: {
      server: 'https://prod.example.org:6443',
      clientCertificate: PEM.cert.trim(),
      clientKey: PEM.key.trim(),
    },
  })
})

describe('every field of the table that is refused', () => {
  const places = { document: 'kubeconfig', context: 'contexts[0].context' } as const
  const cases = Object.entries(KUBECONFIG_FIELDS).flatMap(([part, table]) =>
    Object.entries(table)
      .filter(([, { decision }]) => decision === 'refused')
      .map(([field]) => [part, field] as const),
  )

  test.each(cases)('W-01 is named in the error: %s %s', (part, field) => {
    const parts: KubeconfigParts = { [part]: { [field]: 'secret' } }
    const place = part === 'cluster' ? 'clusters[0].cluster' : 'users[0].user'
    expect(refusedIn(kubeconfigWith(parts))).toEqual([`${place}.${field}`])
  })

  test.each(['document', 'cluster', 'user', 'context'] as const)(
    'W-01 and so is one that nobody knows, in a %s',
    (part) => {
      const place = { ...places, cluster: 'clusters[0].cluster', user: 'users[0].user' }[part]
      expect(refusedIn(kubeconfigWith({ [part]: { 'run-this': 'secret' } }))).toEqual([
        `${place}.run-this`,
      ])
    },
  )

  test('W-01 and all of them at once', () => {
    const text = kubeconfigWith({
      cluster: { 'proxy-url': 'http://secret', 'certificate-authority': '/secret' },
      user: { exec: { command: 'secret' }, as: 'secret' },
    })
    expect(refusedIn(text)).toEqual([
      'clusters[0].cluster.proxy-url',
      'clusters[0].cluster.certificate-authority',
      'users[0].user.exec',
      'users[0].user.as',
    ])
  })
})

describe('W-01 what is taken must be what it says', () => {
  const other = { name: 'other', cluster: { server: 'https://other.example.org' } }
  const [first] = JSON.parse(kubeconfigWith({})).clusters
  test.each<[string, string, KubeconfigParts]>([
    ['plain http', 'clusters[0].cluster.server', { cluster: { server: 'http://prod' } }],
    ['no address', 'clusters[0].cluster.server', { cluster: { server: 'secret' } }],
    [
      'an address with a password',
      'clusters[0].cluster.server',
      { cluster: { server: 'https://a:secret@b' } },
    ],
    ['no address at all', 'clusters[0].cluster.server', { cluster: { server: '' } }],
    [
      'an authority that is no certificate',
      'clusters[0].cluster.certificate-authority-data',
      { cluster: { 'certificate-authority-data': base64('secret') } },
    ],
    [
      'a token that would be two headers',
      'users[0].user.token',
      { user: { token: 'secret\r\nhost: x' } },
    ],
    ['a token that is no text', 'users[0].user.token', { user: { token: { secret: 1 } } }],
    ['no credential', 'users[0].user.token', { user: { token: '' } }],
    [
      'a certificate without a key',
      'users[0].user.client-key-data',
      { user: { 'client-certificate-data': base64(PEM.cert) } },
    ],
    [
      'a key without a certificate',
      'users[0].user.client-certificate-data',
      { user: { 'client-key-data': base64(PEM.key) } },
    ],
    ['another context', 'current-context', { document: { 'current-context': 'secret' } }],
    [
      'a context of another cluster',
      'contexts[0].context.cluster',
      { context: { cluster: 'secret' } },
    ],
    ['a context of another user', 'contexts[0].context.user', { context: { user: 'secret' } }],
    ['clusters that nobody asked for', 'clusters', { document: { clusters: [first, other] } }],
    ['no users', 'users[0]', { document: { users: [] } }],
  ])('%s is refused', (_, field, parts) => {
    expect(refusedIn(kubeconfigWith(parts))).toEqual([field])
  })

  test.each([
    ['no YAML', 'clusters: [secret', 'line 1'],
    ['no object', 'secret', 'object'],
    ['aliases', 'clusters: &a []\nusers: *a', 'aliases'],
    ['a field that is given twice', 'kind: a\nkind: secret', 'line 2'],
    ['tags', 'kind: !!js/function secret', 'line 1'],
    ['a great deal', `kind: ${'x'.repeat(200_000)}`, 'longer'],
  ])('a text with %s is refused, and not quoted', (_, text, why) => {
    const given = readKubeconfig(text)
    expect(given).toMatchObject({ type: 'refused', refusals: [{ field: 'kubeconfig' }] })
    const said = given.type === 'refused' ? refusalText('It', given.refusals) : ''
    expect(said).toContain(why)
    expect(said).not.toContain('secret')
  })
})

describe('where programs and files cannot be had', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'argus-given-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('W-01 W-02 hostile kubeconfigs are read as well: no program is run and no file is read', async () => {
    const [marker, token] = [join(folder, 'marker'), join(folder, 'token')]
    await writeFile(token, 'secret')
    const run = { apiVersion: 'client.authentication.k8s.io/v1', command: 'touch', args: [marker] }
    const provider = {
      name: 'gcp',
      config: { 'cmd-path': 'touch', 'cmd-args': marker, tokenFile: token },
    }
    const hostile = [
      { user: { exec: run } },
      { user: { 'auth-provider': provider } },
      { user: { tokenFile: token, token: '' } },
      { user: { 'client-certificate': token, 'client-key': token } },
      { cluster: { 'certificate-authority': token } },
    ].map(kubeconfigWith)
    const { stdout } = await inPrison(PROGRAM, [...hostile, kubeconfigWith({})])
    expect(JSON.parse(stdout)).toEqual([
      { refused: ['users[0].user.exec'] },
      { refused: ['users[0].user.auth-provider'] },
      { refused: ['users[0].user.tokenFile'] },
      { refused: ['users[0].user.client-certificate', 'users[0].user.client-key'] },
      { refused: ['clusters[0].cluster.certificate-authority'] },
      { accepted: 'https://prod.example.org:6443' },
      { spawn: 'ERR_ACCESS_DENIED', read: 'ERR_ACCESS_DENIED' },
    ])
  }, 30_000)

  /** Runs it with Node's permission model: the repository may be read, and nothing else may be done. */
  function inPrison(program: string, texts: readonly string[]): Promise<{ stdout: string }> {
    const root = fileURLToPath(new URL('../../../../../', import.meta.url))
    const args = ['--permission', `--allow-fs-read=${root}`, '--input-type=module', '-e', program]
    const input = [fileURLToPath(import.meta.url), join(folder, 'token'), ...texts]
    return promisify(execFile)(process.execPath, [...args, '--', ...input])
  }

  /** The last line shows that the walls are there. */
  const PROGRAM = `
    import { spawnSync } from 'node:child_process'
    import { readFileSync } from 'node:fs'
    import { pathToFileURL } from 'node:url'
    const [test, token, ...texts] = process.argv.slice(1)
    const source = new URL('../../../src/cluster/given/read-kubeconfig.ts', pathToFileURL(test))
    const { readKubeconfig } = await import(source.href)
    const refusal = (act) => { try { act(); return 'done' } catch (error) { return error.code } }
    console.log(JSON.stringify([
      ...texts.map((text) => readKubeconfig(text)).map((given) => given.type === 'accepted'
        ? { accepted: given.connection.server } : { refused: given.refusals.map(({ field }) => field) }),
      { spawn: refusal(() => spawnSync('true')), read: refusal(() => readFileSync(token)) },
    ]))`
})
