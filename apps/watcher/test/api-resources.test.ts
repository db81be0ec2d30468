import {
  apiResourcesAnswerSchema,
  type ApiResourcesAnswer,
} from '@argus/contracts/http/api-resources'
import type { FakeApiServer } from '@argus/fake-api-server/server'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { clusterAdministrator, reader } from './auth-service.ts'
import { definition } from './custom-resources.ts'
import { startStand, type Stand } from './stand.ts'

type Resource = ApiResourcesAnswer['resources'][number]

let stand: Stand
let east: FakeApiServer
let url: string
let token: string

beforeAll(async () => {
  stand = await startStand()
  east = await stand.addCluster('east')
  await stand.follow(east)
  url = (await stand.start()).url
  token = stand.auth.logIn([reader('east')]).token
})
afterAll(async () => stand[Symbol.asyncDispose]())

async function call(cluster: string, as = token): Promise<{ status: number; body: unknown }> {
  const headers = { authorization: `Bearer ${as}` }
  const response = await fetch(`${url}/api/clusters/${cluster}/api-resources`, { headers })
  return { status: response.status, body: await response.json() }
}

async function offered(as = token): Promise<readonly Resource[]> {
  return apiResourcesAnswerSchema.parse((await call('east', as)).body).resources
}

const find = async (group: string, resource: string, as = token) =>
  (await offered(as)).find((one) => one.group === group && one.resource === resource)

describe('GET /api/clusters/{id}/api-resources', () => {
  test('offers what is built in and what is defined, and tells what is followed', async () => {
    const followed = await until(
      async () => {
        const found = await find('monitoring.coreos.com', 'podmonitors')
        return found?.followed === true ? found : undefined
      },
      { what: 'the resource of a plugin to be followed' },
    )
    expect(followed).toMatchObject({ kind: 'PodMonitor', version: 'v1', plugin: 'prometheus' })
    expect(await find('core', 'pods')).toEqual({
      group: 'core',
      version: 'v1',
      resource: 'pods',
      kind: 'Pod',
      namespaced: true,
      shortNames: ['po'],
      versions: ['v1'],
      followed: false,
    })
    expect(await find('apps', 'deployments')).toBeDefined()
  })

  test('offers a new definition at once, and tells when somebody has it followed', async () => {
    const group = 'example.org'
    expect(await find(group, 'things')).toBeUndefined()
    const { spec, ...rest } = definition('podmonitors')
    const names = { plural: 'things', kind: 'Thing', singular: 'thing', listKind: 'ThingList' }
    const metadata = { name: `things.${group}` }
    east.store.defineCrd({ ...rest, metadata, spec: { ...spec, group, names } })
    expect(await find(group, 'things')).toMatchObject({ kind: 'Thing', followed: false })
    await stand.want({ cluster: 'east', group, resource: 'things' })
    await until(async () => (await find(group, 'things'))?.followed, { what: 'it to be followed' })
  })

  test('tells readers of what they may list somewhere, and those who administer clusters of all', async () => {
    const permissions = [{ apiGroup: 'core', resource: 'pods', verb: 'list' as const }]
    const some = stand.auth.logIn([
      { role: 'some', cluster: 'east', namespace: 'shop', permissions },
    ])
    expect((await offered(some.token)).map(({ resource }) => resource)).toEqual(['pods'])
    expect(await find('core', 'secrets')).toBeUndefined()
    const admin = stand.auth.logIn([clusterAdministrator('east')])
    expect(await find('core', 'secrets', admin.token)).toMatchObject({ kind: 'Secret' })
  })

  test('answers alike for a cluster that there is none of and for one nothing may be seen of', async () => {
    const bound = stand.auth.logIn([reader('west')])
    const hidden = await call('east', bound.token)
    expect(hidden).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect(await call('nowhere', bound.token)).toEqual(hidden)
  })

  test('says so where the cluster cannot be asked', async () => {
    east.rotateToken()
    const { status, body } = await call('east')
    expect(status).toBe(503)
    expect(body).toMatchObject({ code: 'unavailable', error: expect.stringContaining('"east"') })
  })
})
