import { readFile } from 'node:fs/promises'

import { clustersAnswerSchema } from '@argus/contracts/http/clusters'
import { pluginsAnswerSchema } from '@argus/contracts/plugin-manifest'
import { errorBodySchema } from '@argus/contracts/refusal-code'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { reader } from './auth-service.ts'
import { startStand, type Stand } from './stand.ts'

let stand: Stand
let url: string

beforeAll(async () => {
  stand = await startStand()
  await stand.follow(
    await stand.addCluster('east', { empty: true }),
    await stand.addCluster('west', { empty: true }),
  )
  url = (await stand.start()).url
  const { token } = stand.auth.logIn([reader(null)])
  await until(
    async () => {
      const { clusters } = clustersAnswerSchema.parse((await call('/api/clusters', token)).body)
      return clusters.length === 2 && clusters.every(({ state }) => state === 'live')
    },
    { what: 'both clusters to be live' },
  )
})
afterAll(async () => stand[Symbol.asyncDispose]())

async function call(path: string, token?: string): Promise<{ status: number; body: unknown }> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(`${url}${path}`, { headers })
  return { status: response.status, body: await response.json() }
}

describe('GET /api/clusters', () => {
  test('lists the clusters that any grant reaches into, and no others', async () => {
    const everything = stand.auth.logIn([reader(null)])
    const { body } = await call('/api/clusters', everything.token)
    expect(clustersAnswerSchema.parse(body)).toEqual({
      clusters: [
        { id: 'east', name: 'east', labels: {}, source: 'kubeconfig', state: 'live' },
        { id: 'west', name: 'west', labels: {}, source: 'kubeconfig', state: 'live' },
      ],
    })
    const bound = stand.auth.logIn([reader('west', 'shop')])
    const some = clustersAnswerSchema.parse((await call('/api/clusters', bound.token)).body)
    expect(some.clusters.map(({ id }) => id)).toEqual(['west'])
    const nobody = stand.auth.logIn([])
    expect((await call('/api/clusters', nobody.token)).body).toEqual({ clusters: [] })
  })
})

describe('GET /api/docs', () => {
  test('says what is written down in docs/, to anybody', async () => {
    const written = new URL('../../../docs/api/watcher.openapi.json', import.meta.url)
    const document: unknown = JSON.parse(await readFile(written, 'utf8'))
    expect(await call('/api/docs/openapi.json')).toEqual({ status: 200, body: document })
  })

  test('is a page of every call that runs no script and loads nothing', async () => {
    const page = await fetch(`${url}/api/docs`)
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ])
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; .*frame-ancestors 'none'$/,
    )
    const text = await page.text()
    expect(text).not.toMatch(/<script|<link|<img|\son\w+=|style=/i)
    for (const path of ['/api/clusters', '/api/plugins']) expect(text).toContain(`GET ${path}`)
  })
})

describe('GET /api/plugins', () => {
  test('lists what is followed, for whoever may see anything', async () => {
    const { token } = stand.auth.logIn([reader('west', 'shop')])
    const { plugins } = pluginsAnswerSchema.parse((await call('/api/plugins', token)).body)
    expect(plugins.map(({ id }) => id)).toEqual(expect.arrayContaining(['prometheus', 'calico']))
    const nobody = stand.auth.logIn([])
    expect(await call('/api/plugins', nobody.token)).toMatchObject({
      status: 403,
      body: { code: 'not_allowed' },
    })
  })
})

test('A-29 what a revoked key signed is refused within seconds, and the next key is taken at once', async () => {
  const before = stand.auth.logIn([reader(null)])
  expect((await call('/api/clusters', before.token)).status).toBe(200)
  stand.auth.revokeKey()
  await until(async () => (await call('/api/clusters', before.token)).status === 401, {
    what: 'the refusal',
    timeoutMs: 10_000,
  })
  const after = stand.auth.logIn([reader(null)])
  expect((await call('/api/clusters', after.token)).status).toBe(200)
}, 20_000)

describe('a call', () => {
  test.each([
    ['without a token', () => undefined],
    ['with something that is no token', () => 'nonsense'],
    [
      'with a token for somebody else',
      () => stand.auth.logIn([reader(null)], { audience: 'other' }).token,
    ],
    [
      'with an expired token',
      () => stand.auth.logIn([reader(null)], { issuedAt: 1_000_000 }).token,
    ],
    [
      'with a token whose session is over',
      () => {
        const session = stand.auth.logIn([reader(null)])
        session.end()
        return session.token
      },
    ],
  ])('%s is refused', async (_, tokenOf) => {
    const { status, body } = await call('/api/clusters', tokenOf())
    expect(status).toBe(401)
    expect(errorBodySchema.parse(body).code).toBe('unauthenticated')
  })

  test('is never let through while auth cannot say who it is', async () => {
    const { token } = stand.auth.logIn([reader(null)])
    stand.auth.away = true
    expect(await call('/api/clusters', token)).toMatchObject({
      status: 503,
      body: { code: 'unavailable' },
    })
    stand.auth.away = false
    expect((await call('/api/clusters', token)).status).toBe(200)
  })

  test('that there is none of is named so', async () => {
    expect(await call('/api/nothing')).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })
})

describe('the probes', () => {
  test('say that it lives, what it needs, and what it has done', async () => {
    expect((await call('/livez')).status).toBe(200)
    expect((await call('/healthz')).status).toBe(200)
    const ready = await until(
      async () => {
        const answer = await call('/readyz')
        return answer.status === 200 ? answer.body : undefined
      },
      { what: 'readiness' },
    )
    expect(ready).toEqual({
      status: 'ready',
      dependencies: { 'topic log': 'ok', database: 'ok', auth: 'ok' },
    })
    const metrics = await (await fetch(`${url}/metrics`)).text()
    expect(metrics).toContain('argus_watcher_topics_owned{service="watcher"}')
    expect(metrics).toContain('argus_watcher_clusters{service="watcher"} 2')
  })
})
