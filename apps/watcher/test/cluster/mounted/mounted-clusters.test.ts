import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { startFakeApiServer, type FakeApiServer } from '@argus/fake-api-server/server'
import { openApiServer } from '@argus/informer/api-server'
import { until } from '@argus/testkit/until'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'

import { systemClock } from '../../../src/clock.ts'
import { followMounted } from '../../../src/cluster/mounted/follow-mounted.ts'
import { readMounted, type MountedClusters } from '../../../src/cluster/mounted/mounted-clusters.ts'
import { argoSecret, clusterApiSecret, makeVolume, type Volume } from './volume.ts'

const signal = new AbortController().signal
let volume: Volume
beforeEach(async () => {
  volume = await makeVolume()
})
afterEach(async () => volume[Symbol.asyncDispose]())

const elsewhere = { url: 'https://prod.example.org', caData: '', token: 'secret-token' }
const argo = (server: string) => ({
  name: 'Production',
  server,
  config: '{"bearerToken":"secret-token"}',
})

describe('the clusters of a folder', () => {
  test('are those of its Secrets, of Argo CD and of Cluster API, however they are mounted', async () => {
    await using one = await startFakeApiServer()
    await using two = await startFakeApiServer()
    await volume.mount('prod', argoSecret('Production', one))
    await volume.mount('edge-kubeconfig', clusterApiSecret(two))
    await using other = await makeVolume()
    await other.project({
      prod: argoSecret('Production', one),
      'edge-kubeconfig': clusterApiSecret(two),
    })
    for (const { path } of [volume, other]) {
      const { clusters, refused } = await readMounted(path)
      expect(refused).toEqual([])
      expect(clusters).toMatchObject([
        { id: 'edge', name: 'edge', source: 'secret', server: two.url, commands: [] },
        { id: 'prod', name: 'Production', source: 'secret', server: one.url, commands: [] },
      ])
      for (const { access } of clusters) {
        await using api = openApiServer(access)
        await expect(api.get('/version', { signal })).resolves.toBeDefined()
      }
    }
  })

  test('W-02 are not those whose Secret would have a program run, which is said by its name', async () => {
    const config = '{"execProviderConfig":{"command":"secret"}}'
    await volume.mount('good', argo('https://good.example.org'))
    await volume.mount('bad', { ...argo('https://bad.example.org'), config })
    await volume.mount('odd', { 'tls.crt': 'secret' })
    const { clusters, refused } = await readMounted(volume.path)
    expect(clusters.map(({ id }) => id)).toEqual(['good'])
    expect(refused).toMatchObject([
      { folder: 'bad', why: expect.stringContaining('config.execProviderConfig') },
      { folder: 'odd', why: expect.stringContaining('Cluster API') },
    ])
    expect(JSON.stringify(refused)).not.toContain('secret"')
  })

  test('are told from each other by their folders, whatever a Secret says its name is', async () => {
    await volume.mount('mine', { ...argo('https://mine.example.org'), name: 'prod' })
    const { clusters } = await readMounted(volume.path)
    expect(clusters).toMatchObject([{ id: 'mine', name: 'prod' }])
  })

  test('cannot be read from a folder that is not there', async () => {
    await expect(readMounted(join(volume.path, 'nowhere'))).rejects.toThrow('ENOENT')
  })
})

describe('W-13 a credential that is replaced', () => {
  test.each<[string, (server: FakeApiServer) => Promise<void>]>([
    ['in a volume of its own', (server) => volume.mount('prod', argoSecret('prod', server))],
    ['in a volume of many', (server) => volume.project({ prod: clusterApiSecret(server) })],
  ])('serves the next request, %s', async (_, write) => {
    await using server = await startFakeApiServer()
    await write(server)
    const before = await readMounted(volume.path)
    await using api = openApiServer(before.clusters[0]?.access ?? { server: '' })
    await expect(api.get('/version', { signal })).resolves.toBeDefined()

    server.rotateToken()
    await expect(api.get('/version', { signal })).rejects.toMatchObject({ status: 401 })
    await write(server)
    await expect(api.get('/version', { signal })).resolves.toBeDefined()
    const after = await readMounted(volume.path)
    expect(after.clusters[0]?.way).toBe(before.clusters[0]?.way)
  })

  test('is never shown to the address of the one before', async () => {
    await using server = await startFakeApiServer()
    await volume.mount('prod', argoSecret('prod', server))
    const [cluster] = (await readMounted(volume.path)).clusters
    await using api = openApiServer(cluster?.access ?? { server: '' })
    await volume.mount('prod', argoSecret('prod', { ...server, url: elsewhere.url }))
    await expect(api.get('/version', { signal })).rejects.toThrow('names another address now')
    expect(server.requests).toEqual([])
  })

  test('says why it cannot be used, and names no path', async () => {
    await volume.mount('prod', argo('https://prod.example.org'))
    const [cluster] = (await readMounted(volume.path)).clusters
    await using api = openApiServer(cluster?.access ?? { server: '' })
    await volume.mount('prod', { ...argo('https://prod.example.org'), config: '{ secret' })
    await expect(api.get('/version', { signal })).rejects.toThrow(
      'its Secret cannot be used: `config`',
    )
    await volume.unmount('prod')
    const failure: unknown = await api.get('/version', { signal }).catch((error: unknown) => error)
    expect(String(failure)).toContain('its Secret cannot be read')
    expect(String(failure)).not.toContain(volume.path)
  })
})

describe('a folder that is followed', () => {
  async function follow() {
    const told: MountedClusters[] = []
    let failures = 0
    const stop = new AbortController()
    const first = await readMounted(volume.path)
    const reading = (async () => {
      const options = { clock: systemClock, signal: stop.signal }
      for await (const one of followMounted(volume.path, first, options)) {
        if (one.type === 'read') told.push(one)
        else failures += 1
      }
    })().catch((error: unknown) => {
      if (!stop.signal.aborted) throw error
    })
    return {
      ids: () => (told.at(-1) ?? first).clusters.map(({ id }) => id).join(' '),
      refused: () => (told.at(-1) ?? first).refused.map(({ folder }) => folder).join(' '),
      told: () => told.length,
      failures: () => failures,
      async [Symbol.asyncDispose]() {
        stop.abort()
        await reading
      },
    }
  }

  test('tells of clusters that come, change and go, within two seconds', async () => {
    await volume.project({ one: argo('https://one.example.org') })
    await using seen = await follow()
    expect(seen.ids()).toBe('one')
    const within = { timeoutMs: 2_000 }
    await volume.project({
      one: argo('https://one.example.org'),
      two: argo('https://two.example.org'),
    })
    await until(() => seen.ids() === 'one two', { ...within, what: 'the second' })
    await volume.project({ two: argo('https://other.example.org') })
    await until(() => seen.ids() === 'two', { ...within, what: 'the first to go' })
    await volume.mount('three', argo('https://three.example.org'))
    await until(() => seen.ids() === 'three two', { ...within, what: 'the third' })
    await volume.unmount('three')
    await until(() => seen.ids() === 'two', { ...within, what: 'the third to go' })
  })

  test('keeps a cluster whose Secret broke, and says that it did', async () => {
    await volume.mount('one', argo('https://one.example.org'))
    await using seen = await follow()
    await volume.mount('one', { name: 'one', server: 'https://one.example.org', config: '{' })
    await until(() => seen.refused() === 'one', { what: 'the refusal' })
    expect(seen.ids()).toBe('one')
    await volume.mount('one', argo('https://one.example.org'))
    await until(() => seen.refused() === '', { what: 'the refusal to end' })
  })

  test('tells of nothing when it cannot be read, but that', async () => {
    await volume.mount('one', argo('https://one.example.org'))
    await using seen = await follow()
    await rename(volume.path, `${volume.path}-away`)
    await until(() => seen.failures() === 1, { what: 'the failure' })
    expect(seen.ids()).toBe('one')
    expect(seen.told()).toBe(0)
    await rename(`${volume.path}-away`, volume.path)
    await until(() => seen.told() === 1, { what: 'the end of the failure' })
    expect(seen.ids()).toBe('one')
  })

  test('says nothing of what is no change', async () => {
    const one = argo('https://one.example.org')
    await volume.project({ one })
    await using seen = await follow()
    await volume.project({ one: { ...one, project: 'shop' } })
    await writeFile(join(volume.path, 'README'), 'no Secret')
    await volume.project({ one, two: argo('https://two.example.org') })
    await until(() => seen.ids() === 'one two', { what: 'the second' })
    expect(seen.told()).toBe(1)
  })
})
