import { expect, it } from '@jest/globals'
import { startFakeApiServer } from '@argus/fake-api-server/server'
import { until } from '@argus/testkit/until'
import { openApiServer } from '../src/api-server/api-server.ts'
import { follow } from './follower.ts'

const configMaps = { group: '', version: 'v1', resource: 'configmaps' }
const configMap = (name: string, value: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop' },
  data: { value },
})

it('follows a resource from its first list through every change', async () => {
  await using server = await startFakeApiServer()
  server.store.apply(configMap('a', '1'))
  server.store.apply(configMap('b', '1'))
  await using api = openApiServer({
    server: server.url,
    caData: server.caData,
    token: server.token,
  })
  await using informer = follow({ api, resource: configMaps })
  await informer.reaches('live')
  expect([...informer.copy.keys()].toSorted()).toEqual(['shop/a', 'shop/b'])
  server.store.apply(configMap('a', '2'))
  server.store.apply(configMap('c', '1'))
  server.store.delete({ group: '', resource: 'configmaps', namespace: 'shop', name: 'b' })
  await until(() => !informer.copy.has('shop/b'), { what: 'the deletion' })
  expect(informer.events.filter(({ type }) => type !== 'status')).toMatchObject([
    { type: 'upsert', change: 'ADDED' },
    { type: 'upsert', change: 'ADDED' },
    { type: 'synced' },
    {
      type: 'upsert',
      change: 'MODIFIED',
      key: 'shop/a',
      projection: { object: { data: { value: '2' } } },
    },
    { type: 'upsert', change: 'ADDED', key: 'shop/c' },
    { type: 'deleted', key: 'shop/b' },
  ])
  expect(server.requests).toHaveLength(1)
})
