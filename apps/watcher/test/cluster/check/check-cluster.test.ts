import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

import { clusterDiagnosisSchema, type ClusterDiagnosis } from '@argus/contracts/cluster-diagnosis'
import { makeServerCertificate } from '@argus/fake-api-server/certificate'
import { startFakeApiServer } from '@argus/fake-api-server/server'
import type { ClusterAccess } from '@argus/informer/cluster-access'
import { systemResolve, type Resolve } from '@argus/informer/resolve'
import { findApiServerAssets, startRealApiServer } from '@argus/testkit/real-api-server'
import { describe, expect, test } from '@jest/globals'

import { addressJudge } from '../../../src/cluster/address/address-policy.ts'
import { guardedResolve } from '../../../src/cluster/address/guarded-resolve.ts'
import { checkCluster } from '../../../src/cluster/check/check-cluster.ts'

const signal = new AbortController().signal
const TOKEN = 'canary-token'
const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60_000)

/** What a person is told, checked to be all that a person needs and nothing secret. */
async function check(
  access: ClusterAccess,
  options: { readonly resolve?: Resolve; readonly timeoutMs?: number } = {},
): Promise<ClusterDiagnosis> {
  const diagnosis = await checkCluster(access, { resolve: systemResolve, signal, ...options })
  expect(clusterDiagnosisSchema.parse(diagnosis)).toEqual(diagnosis)
  expect(JSON.stringify(diagnosis)).not.toContain(TOKEN)
  if (diagnosis.type !== 'ok') {
    const { happened, why, advice } = diagnosis
    for (const said of [happened, why, advice])
      expect(said).toMatch(/^[A-Z1-9].{10,}\.$|^\S+ .{10,}\.$/)
  }
  return diagnosis
}

/** Listens on a port of its own until disposed of. */
async function listening(server: Server) {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port }: Pick<AddressInfo, 'port'> = Object.assign({ port: 0 }, server.address())
  return {
    url: `https://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

const at = (server: string, caData?: string) => ({
  server,
  token: TOKEN,
  ...(caData === undefined ? {} : { caData }),
})

describe('the check of a connection says', () => {
  test('that all is well, and which version answers', async () => {
    const rules = [
      { verbs: ['get', 'list', 'watch'], apiGroups: ['argoproj.io'], resources: ['*'] },
    ]
    await using server = await startFakeApiServer({ gitVersion: 'v1.35.2', rules })
    const { url, caData, token } = server
    expect(await check({ server: url, caData, token })).toEqual({
      type: 'ok',
      version: 'v1.35.2',
      findings: [],
    })
  })

  test('W-08 that the account of Argus may do everything', async () => {
    await using server = await startFakeApiServer()
    const { url, caData, token } = server
    expect(await check({ server: url, caData, token })).toMatchObject({
      type: 'ok',
      findings: [{ type: 'cluster_admin', advice: expect.stringContaining('get, list and watch') }],
    })
  })

  test('that a name leads nowhere', async () => {
    const missing = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })
    const resolve = () => Promise.reject(missing)
    expect(await check(at('https://prod.example.org'), { resolve })).toMatchObject({
      type: 'name_not_found',
      happened: 'The name prod.example.org leads nowhere.',
    })
  })

  test('W-03 that an address is one where no cluster may be', async () => {
    const resolve = guardedResolve(addressJudge({ allowed: [], refused: [] }))
    expect(await check(at('https://169.254.169.254'), { resolve })).toMatchObject({
      type: 'address_refused',
      why: expect.stringContaining('metadata'),
      advice: expect.stringContaining('ARGUS_ALLOWED_CLUSTER_ADDRESSES'),
    })
  })

  test('that nothing listens', async () => {
    const gone = await listening(createServer())
    await gone[Symbol.asyncDispose]()
    expect(await check(at(gone.url))).toMatchObject({ type: 'refused' })
  })

  test('that nobody answers', async () => {
    await using silent = await listening(createServer())
    expect(await check(at(silent.url), { timeoutMs: 300 })).toMatchObject({ type: 'timed_out' })
  })

  test('that an API server is frozen', async () => {
    const { key, cert, ca } = await makeServerCertificate()
    await using frozen = await listening(createHttpsServer({ key, cert }, () => undefined))
    expect(await check(at(frozen.url, ca), { timeoutMs: 300 })).toMatchObject({ type: 'timed_out' })
  })

  test('that the connection is cut', async () => {
    await using cut = await listening(createServer((socket) => socket.destroy()))
    expect(await check(at(cut.url))).toMatchObject({ type: 'hung_up' })
  })

  test('that plain HTTP is spoken', async () => {
    await using plain = await listening(createHttpServer((_, response) => response.end('hello')))
    expect(await check(at(plain.url))).toMatchObject({ type: 'not_tls' })
  })

  test('W-04 that another authority vouches for the server, and shows it no credential', async () => {
    await using server = await startFakeApiServer()
    const other = await makeServerCertificate()
    const diagnosis = await check(at(server.url, other.ca))
    expect(diagnosis).toMatchObject({ type: 'wrong_authority' })
    expect(await check(at(server.url))).toMatchObject({ type: 'wrong_authority' })
    expect(server.requests).toEqual([])
  })

  test.each<[string, string, [number, number]]>([
    ['that the certificate has expired', 'certificate_expired', [-20, -10]],
    ['that the certificate is not valid yet', 'certificate_not_yet_valid', [10, 20]],
  ])('%s', async (_, type, [from, to]) => {
    const validity = { notBefore: inDays(from), notAfter: inDays(to) }
    const { key, cert, ca } = await makeServerCertificate(validity)
    await using server = await listening(createHttpsServer({ key, cert }))
    expect(await check(at(server.url, ca))).toMatchObject({ type })
  })

  test('that the certificate is one of another host', async () => {
    const { key, cert, ca } = await makeServerCertificate({ names: ['prod.example.org'] })
    await using server = await listening(createHttpsServer({ key, cert }))
    expect(await check(at(server.url, ca))).toMatchObject({ type: 'wrong_host' })
  })

  test('that a client certificate is not taken', async () => {
    const [{ key, cert, ca }, other] = await Promise.all([
      makeServerCertificate(),
      makeServerCertificate(),
    ])
    const options = { key, cert, ca: [ca], requestCert: true, rejectUnauthorized: true }
    await using server = await listening(createTlsServer(options))
    const shown = { clientCert: other.cert, clientKey: other.key }
    const diagnosis = await check({ server: server.url, caData: ca, ...shown })
    expect(['client_certificate_refused', 'hung_up']).toContain(diagnosis.type)
  })

  test.each<[string, number, string]>([
    ['a page', 200, '<html>Log in</html>'],
    ['another API', 200, '{"status":"green"}'],
    ['a page that is not there', 404, 'no such page'],
    ['a redirect', 302, ''],
  ])('that what answers is no API server: %s', async (_, status, body) => {
    const { key, cert, ca } = await makeServerCertificate()
    const server = createHttpsServer({ key, cert }, (_request, response) => {
      response.writeHead(status, { location: 'https://127.0.0.1:1/' }).end(body)
    })
    await using other = await listening(server)
    expect(await check(at(other.url, ca))).toMatchObject({ type: 'not_kubernetes' })
  })

  test('that the credential is not known', async () => {
    await using server = await startFakeApiServer()
    expect(await check(at(server.url, server.caData))).toMatchObject({ type: 'unauthenticated' })
  })

  test.each([
    [403, 'forbidden'],
    [503, 'failing'],
    [429, 'failing'],
  ])('what an answer of %i means', async (status, type) => {
    const { key, cert, ca } = await makeServerCertificate()
    await using server = await listening(
      createHttpsServer({ key, cert }, (_, response) => response.writeHead(status).end('{}')),
    )
    expect(await check(at(server.url, ca))).toMatchObject({ type })
  })

  test('that the version is too old', async () => {
    await using server = await startFakeApiServer({ gitVersion: 'v1.15.12' })
    const { url, caData, token } = server
    expect(await check({ server: url, caData, token })).toMatchObject({
      type: 'version_too_old',
      why: expect.stringContaining('v1.15.12'),
    })
  })

  test('that the credential cannot be had', async () => {
    const current = () => Promise.reject(new Error('its Secret cannot be read'))
    const access = { server: 'https://127.0.0.1:1', credential: { current, refresh: current } }
    expect(await check(access)).toMatchObject({
      type: 'credential_unreadable',
      why: expect.stringContaining('its Secret cannot be read'),
    })
  })

  test('nothing when nobody wants to know any more', async () => {
    await using silent = await listening(createServer())
    const stop = new AbortController()
    const asked = checkCluster(at(silent.url), { resolve: systemResolve, signal: stop.signal })
    stop.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
  })
})

const dir = findApiServerAssets()
const title = 'the check of a connection to a real API server'
if (dir === undefined) {
  describe.skip(`${title} (skipped: no kube-apiserver; run \`make envtest\`)`, () => {
    test('says what a member of system:masters may do', () => undefined)
  })
} else {
  describe(title, () => {
    test('W-08 says its version, that a member of system:masters may do everything, and who is unknown', async () => {
      await using server = await startRealApiServer({ dir })
      const { url, caData, token } = server
      expect(await check({ server: url, caData, token })).toMatchObject({
        type: 'ok',
        version: expect.stringMatching(/^v1\.\d+\.\d+/),
        findings: [{ type: 'cluster_admin' }],
      })
      expect(await check(at(url, caData))).toMatchObject({ type: 'unauthenticated' })
      expect(await check(at(url))).toMatchObject({ type: 'wrong_authority' })
    }, 90_000)
  })
}
