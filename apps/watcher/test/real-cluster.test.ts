import { once } from 'node:events'
import { request } from 'node:https'
import { text } from 'node:stream/consumers'

import { clusterTopic } from '@argus/contracts/internal-topic'
import {
  findApiServerAssets,
  startRealApiServer,
  type RealApiServer,
} from '@argus/testkit/real-api-server'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, test } from '@jest/globals'

import { custom, definition } from './custom-resources.ts'
import { startStand, type Stand } from './stand.ts'

const dir = findApiServerAssets()
const group = 'monitoring.coreos.com'
const topic = { cluster: 'real', group, version: 'v1', resource: 'servicemonitors' }
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const monitors = `/apis/${group}/v1/namespaces/default/servicemonitors`

const title = 'a watcher of a real API server'
if (dir === undefined) {
  describe.skip(`${title} (skipped: no kube-apiserver; run \`make envtest\`)`, () => {
    test('follows a definition through its life', () => undefined)
  })
} else {
  describe(title, () => {
    let stand: Stand
    let server: RealApiServer

    beforeAll(async () => {
      stand = await startStand()
      server = await startRealApiServer({ dir, name: 'real' })
      await stand.follow({ name: 'real', ...server })
      await stand.start()
    }, 90_000)
    afterAll(async () => {
      await stand[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    })

    const send = async (method: string, path: string, body?: object): Promise<void> => {
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
      const headers = { authorization: `Bearer ${server.token}`, 'content-type': type }
      const sent = request(`${server.url}${path}`, { method, headers, ca: server.caData })
      sent.end(body === undefined ? undefined : JSON.stringify(body))
      const [answer] = await once(sent, 'response')
      const said = await text(answer)
      if (answer.statusCode >= 300) throw new Error(`${answer.statusCode}: ${said}`)
    }
    const cells = async () => (await stand.rows(topic)).get('default/web')?.row.cells

    test('goes live when a definition is made, shows other columns when it is edited, and is absent when it goes', async () => {
      await until(
        async () => (await stand.rows(clusterTopic('real'))).get('/real')?.row.cells[0] === 'live',
        { what: 'the cluster, which has nothing to follow, to be live' },
      )
      await send('POST', definitions, definition('servicemonitors'))
      await until(async () => (await stand.meta(topic))['state'] === 'live', {
        what: 'the resource of a definition made after the start',
        timeoutMs: 15_000,
      })

      const object = custom('servicemonitors', 'web', {
        metadata: { namespace: 'default' },
        spec: { port: 'http' },
      })
      await send('POST', monitors, object)
      await until(cells, { what: 'the row of a new object' })
      await send('PATCH', `${monitors}/web`, { spec: { port: 'https' } })
      await until(
        async () => JSON.stringify(await stand.object(topic, 'default/web')).includes('"https"'),
        { what: 'the object as it was changed' },
      )

      const columns = [{ name: 'Port', type: 'string', jsonPath: '.spec.port' }]
      const { spec } = definition('servicemonitors', columns)
      await send('PATCH', `${definitions}/servicemonitors.${group}`, { spec })
      await until(async () => (await cells())?.[0] === 'https', {
        what: 'a cell of the new column',
        timeoutMs: 15_000,
      })

      await send('DELETE', `${monitors}/web`)
      await until(async () => (await stand.rows(topic)).size === 0, { what: 'the row to go' })

      await send('POST', monitors, object)
      await until(cells, { what: 'the row once more' })
      await send('DELETE', `${definitions}/servicemonitors.${group}`)
      await until(
        async () =>
          (await stand.rows(topic)).size === 0 && (await stand.meta(topic))['state'] === 'absent',
        { what: 'the rows to go with their definition', timeoutMs: 20_000 },
      )
      const entry = `real/${group}/servicemonitors`
      await until(
        async () => !(await stand.raw.hget('argus:catalog', entry))?.includes('version'),
        { what: 'the directory to name no version' },
      )
    }, 120_000)

    test('is in step again after the API server was away', async () => {
      await send('POST', definitions, definition('podmonitors'))
      const pods = { ...topic, resource: 'podmonitors' }
      await until(async () => (await stand.meta(pods))['state'] === 'live', {
        what: 'another resource',
        timeoutMs: 15_000,
      })
      await server.restart()
      await send(
        'POST',
        `/apis/${group}/v1/namespaces/default/podmonitors`,
        custom('podmonitors', 'late', { metadata: { namespace: 'default' } }),
      )
      await until(
        async () =>
          (await stand.rows(pods)).size === 1 && (await stand.meta(pods))['state'] === 'live',
        {
          what: 'what was made after the outage',
          timeoutMs: 40_000,
        },
      )
    }, 120_000)
  })
}
