import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { startFakeApiServer } from '@argus/fake-api-server/server'
import { openApiServer } from '@argus/informer/api-server'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { inCluster } from '../../src/cluster/in-cluster.ts'

const signal = new AbortController().signal
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'argus-account-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('W-13 the cluster of the watcher itself is reached as its service account, whose token is renewed', async () => {
  await using server = await startFakeApiServer()
  const cluster = inCluster({ name: 'home', host: '127.0.0.1', port: server.port, folder })
  expect(cluster).toMatchObject({ id: 'home', source: 'in-cluster', server: server.url })
  await using api = openApiServer(cluster.access)
  const failure: unknown = await api.get('/version', { signal }).catch((error: unknown) => error)
  expect(String(failure)).toContain('the service account is not mounted')
  expect(String(failure)).not.toContain(folder)

  await writeFile(join(folder, 'ca.crt'), server.caData)
  await writeFile(join(folder, 'token'), `${server.token}\n`)
  await expect(api.get('/version', { signal })).resolves.toBeDefined()
  await writeFile(join(folder, 'token'), `${server.rotateToken()}\n`)
  await expect(api.get('/version', { signal })).resolves.toBeDefined()
})

test('an address of IPv6 is written as addresses of servers are', () => {
  const { server } = inCluster({ name: 'home', host: 'fd00::1', port: 443, folder })
  expect(server).toBe('https://[fd00::1]:443')
})
