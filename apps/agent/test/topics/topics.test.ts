import { startFakeApiServer } from '@argus/fake-api-server/server'
import { openApiServer } from '@argus/informer/api-server'
import type { Projection } from '@argus/projection/project'
import { until } from '@argus/testkit/until'
import { expect, test } from '@jest/globals'

import { systemClock } from '../../src/clock.ts'
import { Topics } from '../../src/topics/topics.ts'
import { Reader } from './reader.ts'

const configMap = (name: string, value: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop', labels: { value } },
})
/** What no projector makes. */
const none: Projection = JSON.parse('null')

test('a defect of an informer is told, and it begins anew: what changed and what went meanwhile is told too', async () => {
  await using server = await startFakeApiServer()
  for (const name of ['changes', 'goes', 'stays']) server.store.apply(configMap(name, '1'))
  const { url, caData, token } = server
  await using api = openApiServer({ server: url, caData, token })
  const defects: string[] = []
  let broken = false
  await using topics = new Topics({
    api,
    secrets: 'never',
    clock: {
      now: () => systemClock.now(),
      sleep: (ms, signal) => systemClock.sleep(ms / 50, signal),
    },
    events: { topics: () => undefined, bug: (doing) => void defects.push(doing) },
    adjust: (_, project) => ({
      project: (object, bytes) => (broken ? none : project(object, bytes)),
    }),
  })
  using outgoing = topics.send(
    {
      type: 'follow',
      topic: 1,
      resource: { group: 'core', version: 'v1', resource: 'configmaps' },
      form: 'whole',
      projector: { kind: 'ConfigMap', namespaced: true, columns: [] },
      have: 'nothing',
    },
    { have: 'nothing', wake: () => undefined },
  )
  const reader = new Reader()
  const reaches = (what: string, there: () => boolean) =>
    until(
      () => {
        reader.take(outgoing)
        return there()
      },
      { what },
    )
  await reaches('all to be there', () => reader.live && reader.copy.size === 3)
  broken = true
  server.store.apply(configMap('changes', '2'))
  await reaches('the defect to be told', () => reader.marks.at(-1) === 'stale')
  server.store.delete({ group: '', resource: 'configmaps', namespace: 'shop', name: 'goes' })
  broken = false
  reader.sent.length = 0
  await reaches('it to be in step', () => reader.live)
  expect([...reader.copy.keys()].toSorted()).toEqual(['shop/changes', 'shop/stays'])
  expect(reader.copy.get('shop/changes')).toContain('"value":"2"')
  expect(reader.sent.toSorted()).toEqual(['shop/changes', 'shop/goes'])
  expect(new Set(defects)).toEqual(new Set(['following a resource']))
})
