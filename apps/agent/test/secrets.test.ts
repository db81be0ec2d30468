import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { kubeconfigFor } from '@argus/fake-api-server/kubeconfig'
import { startFakeApiServer, type FakeApiServer } from '@argus/fake-api-server/server'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { startAgent, type Agent } from '../src/service.ts'
import { memoryStore } from './identity/memory-store.ts'
import { openWatcherEnd, type WatcherEnd } from './watcher-end.ts'

const CANARY = 'canary-4f1c'

let server: FakeApiServer
let kubeconfig: string
let folder: string
beforeAll(async () => {
  server = await startFakeApiServer()
  folder = await mkdtemp(join(tmpdir(), 'argus-agent-'))
  kubeconfig = join(folder, 'kubeconfig')
  await writeFile(kubeconfig, kubeconfigFor([server]))
  const metadata = {
    name: 'keys',
    namespace: 'shop',
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"password":"${CANARY}"}` },
  }
  const data = { password: Buffer.from(CANARY).toString('base64') }
  server.store.apply({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata,
    data,
    stringData: { a: CANARY },
  })
  server.store.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'app.ini': CANARY } })
  server.store.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { containers: [{ name: 'a', env: [{ name: 'DB_PASSWORD', value: CANARY }] }] },
  })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const begin = async (
  secrets: 'never' | 'metadata',
): Promise<{ watcher: WatcherEnd; agent: Agent } & AsyncDisposable> => {
  const watcher = await openWatcherEnd()
  const agent = await startAgent(
    {
      host: '127.0.0.1',
      port: 0,
      url: watcher.url,
      caFile: undefined,
      proxyEnv: {},
      token: 'a token',
      keyPlace: { type: 'file', path: join(folder, 'unused') },
      cluster: { type: 'kubeconfig', path: kubeconfig, context: undefined },
      secrets,
      logLevel: 'silent',
    },
    { store: memoryStore() },
  )
  await watcher.connected()
  return {
    watcher,
    agent,
    async [Symbol.asyncDispose]() {
      await agent[Symbol.asyncDispose]()
      await watcher[Symbol.asyncDispose]()
    },
  }
}
/** A watcher asks for all of it, whatever it ought to ask for. */
const askFor = (
  watcher: WatcherEnd,
  topic: number,
  [resource, kind]: readonly [resource: string, kind: string],
): void =>
  watcher.say({
    type: 'follow',
    topic,
    resource: { group: 'core', version: 'v1', resource },
    form: 'whole',
    projector: {
      kind,
      namespaced: true,
      columns: [{ name: 'Data', type: 'string', priority: 0, jsonPath: '.data' }],
    },
    have: 'nothing',
  })
const arrived = (watcher: WatcherEnd, topic: number) =>
  until(() => watcher.frames('changes').find((frame) => frame.topic === topic), {
    what: `Topic ${topic} to arrive`,
  })
const canaries = (said: string): readonly string[] =>
  [CANARY, Buffer.from(CANARY).toString('base64')].filter((canary) => said.includes(canary))

describe('whatever a watcher asks for', () => {
  test('W-09 no secret of an object leaves the cluster', async () => {
    await using begun = await begin('never')
    const { watcher } = begun
    askFor(watcher, 1, ['pods', 'Pod'])
    askFor(watcher, 2, ['configmaps', 'ConfigMap'])
    await arrived(watcher, 1)
    await arrived(watcher, 2)
    expect(watcher.said).toContain('DB_PASSWORD')
    expect(canaries(watcher.said)).toEqual([])
  })

  test('W-10 Secrets are not asked for where the agent is not told to', async () => {
    await using begun = await begin('never')
    const { watcher } = begun
    const before = server.requests.filter((request) => request.includes('/secrets')).length
    askFor(watcher, 1, ['secrets', 'Secret'])
    const status = await until(() => watcher.frames('status')[0], { what: 'the status' })
    expect(status.status).toMatchObject({
      state: 'forbidden',
      reason: expect.stringContaining('ARGUS_SECRETS=metadata'),
    })
    expect(server.requests.filter((request) => request.includes('/secrets'))).toHaveLength(before)
  })

  test('W-10 of Secrets nothing but metadata leaves where it is', async () => {
    await using begun = await begin('metadata')
    const { watcher } = begun
    askFor(watcher, 1, ['secrets', 'Secret'])
    await arrived(watcher, 1)
    expect(watcher.said).toContain('"name":"keys"')
    expect(canaries(watcher.said)).toEqual([])
    const whole = server.requests
      .map((request, at) => [request, server.forms[at] ?? ''] as const)
      .filter(([request, form]) => request.includes('/secrets') && !form.includes('PartialObject'))
    expect(whole).toEqual([])
  })
})
