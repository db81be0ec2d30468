import { describe, expect, it } from '@jest/globals'
import { request } from 'node:https'
import { type FakeApiServer, startFakeApiServer } from '../src/server.ts'

interface Answer {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly body: Readonly<Record<string, unknown>>
}

interface Sent {
  readonly body?: unknown
  readonly accept?: string
  readonly token?: string
}

/** One request over HTTP/1.1, as any client makes it. */
function send(server: FakeApiServer, call: string, sent: Sent = {}): Promise<Answer> {
  const [method = 'GET', path = '/'] = call.split(' ')
  const headers = {
    authorization: `Bearer ${sent.token ?? server.token}`,
    accept: sent.accept ?? 'application/json',
    'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
  }
  return new Promise((resolve, reject) => {
    const options = { method, headers, ca: server.caData, agent: false }
    const asking = request(`${server.url}${path}`, options, (answer) => {
      let text = ''
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
      answer.on('end', () => {
        const retryAfter = answer.headers['retry-after']
        resolve({ status: answer.statusCode ?? 0, retryAfter, body: JSON.parse(text) })
      })
    })
    asking.once('error', reject)
    asking.end(sent.body === undefined ? undefined : JSON.stringify(sent.body))
  })
}

const crd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.test.example' },
  spec: {
    group: 'test.example',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget' },
    versions: [
      { name: 'v1', served: true, storage: true, subresources: { status: {} } },
      { name: 'v1beta1', served: true, storage: false },
    ],
  },
}
const widgets = '/apis/test.example/v1/namespaces/default/widgets'
const widget = (name: string, more: object = {}) => ({
  apiVersion: 'test.example/v1',
  kind: 'Widget',
  metadata: { name, ...more },
  spec: { size: 1 },
})

describe('writing', () => {
  it('creates, patches and deletes, and counts generations', async () => {
    await using server = await startFakeApiServer()
    await send(server, 'POST /apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      body: crd,
    })
    const created = await send(server, `POST ${widgets}`, {
      body: { ...widget('a'), status: { x: 1 } },
    })
    expect(created).toMatchObject({ status: 201, body: { metadata: { generation: 1 } } })
    expect(created.body['status']).toBeUndefined()
    await send(server, `PATCH ${widgets}/a`, { body: { spec: { size: 2 }, status: { x: 1 } } })
    await send(server, `PATCH ${widgets}/a/status`, {
      body: { spec: { size: 3 }, status: { x: 2 } },
    })
    const { body } = await send(server, `GET ${widgets}/a`)
    expect(body).toMatchObject({ metadata: { generation: 2 }, spec: { size: 2 }, status: { x: 2 } })
    await expect(send(server, `DELETE ${widgets}/a`)).resolves.toMatchObject({ status: 200 })
    await expect(send(server, `GET ${widgets}/a`)).resolves.toMatchObject({ status: 404 })
  })

  it('does not count a write that changes nothing', async () => {
    await using server = await startFakeApiServer()
    server.store.defineCrd(crd)
    server.store.apply(widget('a', { namespace: 'default' }))
    const before = server.store.version
    await send(server, `PATCH ${widgets}/a`, { body: { spec: { size: 1 } } })
    expect(server.store.version).toBe(before)
  })

  it('refuses what is there already, what is old, and what has no namespace to live in', async () => {
    await using server = await startFakeApiServer()
    server.store.defineCrd(crd)
    await send(server, `POST ${widgets}`, { body: widget('a') })
    await expect(send(server, `POST ${widgets}`, { body: widget('a') })).resolves.toMatchObject({
      status: 409,
      body: { reason: 'AlreadyExists' },
    })
    const old = widget('a', { resourceVersion: '1' })
    await expect(send(server, `PUT ${widgets}/a`, { body: old })).resolves.toMatchObject({
      status: 409,
      body: { reason: 'Conflict' },
    })
    const nowhere = widgets.replace('default', 'nowhere')
    await expect(send(server, `POST ${nowhere}`, { body: widget('a') })).resolves.toMatchObject({
      status: 404,
    })
    await expect(send(server, `POST ${widgets}`, { body: 'text' })).resolves.toMatchObject({
      status: 400,
    })
  })

  it('keeps an object that finalizers hold until they let go', async () => {
    await using server = await startFakeApiServer()
    server.store.defineCrd(crd)
    await send(server, `POST ${widgets}`, { body: widget('a', { finalizers: ['x/y'] }) })
    await send(server, `DELETE ${widgets}/a`)
    const held = await send(server, `GET ${widgets}/a`)
    expect(held.body).toMatchObject({ metadata: { deletionTimestamp: expect.any(String) } })
    await send(server, `PATCH ${widgets}/a`, { body: { metadata: { finalizers: null } } })
    await expect(send(server, `GET ${widgets}/a`)).resolves.toMatchObject({ status: 404 })
    expect(server.store.log.at(-1)).toMatchObject({ type: 'DELETED', key: 'default/a' })
  })
})

describe('reading', () => {
  it('lists in pages that show one moment, until the token is compacted away', async () => {
    await using server = await startFakeApiServer()
    server.store.defineCrd(crd)
    for (const name of ['a', 'b', 'c']) server.store.apply(widget(name, { namespace: 'default' }))
    const first = await send(server, `GET ${widgets}?limit=2`)
    expect(first.body).toMatchObject({ metadata: { remainingItemCount: 1 } })
    server.store.delete({
      group: 'test.example',
      resource: 'widgets',
      namespace: 'default',
      name: 'c',
    })
    const { continue: token } = Object(first.body['metadata'])
    const second = await send(server, `GET ${widgets}?limit=2&continue=${token}`)
    expect(second.body).toMatchObject({ items: [{ metadata: { name: 'c' } }] })
    server.store.compact()
    const late = await send(server, `GET ${widgets}?limit=2&continue=${token}`)
    expect(late).toMatchObject({ status: 410, body: { reason: 'Expired' } })
  })

  it('serves every version of a definition, and metadata alone where that is asked for', async () => {
    await using server = await startFakeApiServer()
    server.store.defineCrd(crd)
    server.store.apply(widget('a', { namespace: 'default' }))
    const older = await send(server, `GET ${widgets.replace('v1', 'v1beta1')}/a`)
    expect(older.body).toMatchObject({ apiVersion: 'test.example/v1beta1' })
    const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'
    const partial = await send(server, `GET ${widgets}`, { accept })
    expect(partial.body).toMatchObject({
      kind: 'PartialObjectMetadataList',
      items: [{ kind: 'PartialObjectMetadata', metadata: { name: 'a' } }],
    })
    expect(JSON.stringify(partial.body)).not.toContain('"spec"')
  })

  it('waits for a version that is not there yet, then says so', async () => {
    await using server = await startFakeApiServer()
    server.store.defineCrd(crd)
    const path = `GET ${widgets}?resourceVersion=${server.store.version + 1}&resourceVersionMatch=NotOlderThan`
    const waiting = send(server, path)
    server.store.apply(widget('a', { namespace: 'default' }))
    await expect(waiting).resolves.toMatchObject({ status: 200 })
    await expect(send(server, `GET ${widgets}?resourceVersion=9999`)).resolves.toMatchObject({
      status: 504,
      body: { details: { causes: [{ reason: 'ResourceVersionTooLarge' }] } },
    })
  })

  it('names what it serves, in one document or in many', async () => {
    await using server = await startFakeApiServer()
    server.store.defineCrd(crd)
    const groups = await send(server, 'GET /apis')
    expect(JSON.stringify(groups.body)).toContain('"test.example/v1beta1"')
    const resources = await send(server, 'GET /apis/test.example/v1')
    expect(resources.body).toMatchObject({ resources: [{ name: 'widgets', namespaced: true }] })
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
    const aggregated = await send(server, 'GET /apis', { accept })
    expect(aggregated.body).toMatchObject({ kind: 'APIGroupDiscoveryList' })
  })
})

describe('refusing', () => {
  it('whoever brings no token that counts', async () => {
    await using server = await startFakeApiServer()
    await expect(send(server, 'GET /version', { token: 'wrong' })).resolves.toMatchObject({
      status: 401,
    })
  })

  it('what is forbidden, until it is not', async () => {
    await using server = await startFakeApiServer()
    {
      using _ = server.forbid({ verb: 'list', resource: '/pods' })
      await expect(send(server, 'GET /api/v1/pods')).resolves.toMatchObject({ status: 403 })
    }
    await expect(send(server, 'GET /api/v1/pods')).resolves.toMatchObject({ status: 200 })
  })

  it('as often as a fault says, with the time to wait', async () => {
    await using server = await startFakeApiServer()
    const effect = {
      type: 'status',
      code: 429,
      reason: 'TooManyRequests',
      retryAfterSeconds: 3,
    } as const
    server.arm({ verb: 'list', times: 1, effect })
    const refused = await send(server, 'GET /api/v1/pods')
    expect(refused).toMatchObject({ status: 429, retryAfter: '3' })
    await expect(send(server, 'GET /api/v1/pods')).resolves.toMatchObject({ status: 200 })
  })
})
