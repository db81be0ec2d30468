import { once } from 'node:events'
import { request } from 'node:https'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'

import {
  type RealApiServer,
  findApiServerAssets,
  startRealApiServer,
} from '@argus/testkit/real-api-server'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { z } from 'zod'

import { createProjector } from '../src/project.ts'

const dir = findApiServerAssets()
const suite = dir === undefined ? describe.skip : describe
const title = dir === undefined ? ' (skipped: no kube-apiserver; run `make envtest`)' : ''

const columns = [
  ['string', '.spec.text'],
  ['string', '.spec.integer'],
  ['string', '.spec.large'],
  ['string', '.spec.fraction'],
  ['string', '.spec.flag'],
  ['string', '.spec.list'],
  ['string', '.spec.object'],
  ['string', '.spec.nothing'],
  ['string', '.spec.missing'],
  ['string', '.spec.text.deeper'],
  ['string', '.spec.list[0]'],
  ['string', '.spec.list[-1]'],
  ['string', '.spec.list[7]'],
  ['string', '.spec.list[*]'],
  ['string', '.spec.items[*].name'],
  ['string', '.spec.items[?(@.name=="b")].value'],
  ['string', ".spec.items[?(@.name == 'b')].value"],
  ['string', '.spec.items[?(@.name=="none")].value'],
  ['string', '.spec.items[?(@.value>1)].name'],
  ['string', '.spec.items[?(@.extra)].name'],
  ['string', String.raw`.metadata.labels.example\.com/role`],
  ['string', String.raw`.metadata.labels['example\.com/role']`],
  ['integer', '.spec.integer'],
  ['integer', '.spec.fraction'],
  ['integer', '.spec.text'],
  ['integer', '.spec.flag'],
  ['number', '.spec.fraction'],
  ['number', '.spec.integer'],
  ['boolean', '.spec.flag'],
  ['boolean', '.spec.text'],
  ['date', '.spec.missing'],
  ['date', '.spec.text'],
].map(([type, jsonPath], at) => ({ name: `C${at}`, type, jsonPath }))

const widget = {
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name: 'web', namespace: 'default', labels: { 'example.com/role': 'front' } },
  spec: {
    text: 'some <b>text</b> & more',
    integer: 4_294_967_295,
    large: 9_007_199_254_740_991,
    fraction: 2.5,
    flag: true,
    list: ['a', '<b> & c'],
    object: { b: 1, a: [true, { d: 'x', c: null }] },
    nothing: null,
    items: [
      { name: 'a', value: 1 },
      { name: 'b', value: 2, extra: 'yes' },
    ],
  },
}

/** What `kubectl get` prints is what the API server answers; its own rows are the oracle. */
suite(`cells beside those of a real API server${title}`, () => {
  let server: RealApiServer

  beforeAll(async () => {
    server = await startRealApiServer(dir === undefined ? {} : { dir })
    await call(server, 'POST', {
      path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      body: crd,
    })
    await until(
      async () => (await call(server, 'POST', { path: WIDGETS, body: widget }))['metadata'],
      {
        what: 'the custom resource to be served',
        timeoutMs: 30_000,
      },
    )
  }, 90_000)

  afterAll(async () => server?.[Symbol.asyncDispose]())

  it('are the same for every kind of path and value', async () => {
    const { rows } = await call(server, 'GET', {
      path: `${WIDGETS}?includeObject=Object`,
      accept: TABLE,
    })
    const [row] = z
      .array(z.object({ cells: z.array(z.unknown()), object: z.unknown() }))
      .parse(rows)
    const shape = { kind: 'Widget', namespaced: true, columns: shapeColumns }
    const { cells } = createProjector(shape)(
      row?.object,
      Buffer.from(JSON.stringify(row?.object)),
    ).row
    const named = (list: readonly unknown[]) =>
      list.map((cell, at) => [`${columns[at]?.type} ${columns[at]?.jsonPath}`, cell])
    // A null is written as Go's templates write it; here it is an empty cell, as a missing field is.
    const oracle = row?.cells.slice(1).map((cell) => (cell === '<no value>' ? null : cell)) ?? []
    expect(named(cells)).toEqual(named(oracle))
    expect(oracle).toHaveLength(columns.length)
  })
})

const WIDGETS = '/apis/example.com/v1/namespaces/default/widgets'
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io'

const shapeColumns = z
  .array(
    z.object({
      name: z.string(),
      type: z.enum(['string', 'integer', 'number', 'boolean', 'date']),
      jsonPath: z.string(),
    }),
  )
  .parse(columns)
  .map((column) => ({ ...column, priority: 0 }))

const crd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        },
        additionalPrinterColumns: columns,
      },
    ],
  },
}

interface Call {
  readonly path: string
  readonly body?: object
  readonly accept?: string
}

async function call(
  { port, caData, token }: RealApiServer,
  method: string,
  { path, body, accept = 'application/json' }: Call,
): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept }
  const asking = request({ host: '127.0.0.1', port, path, method, ca: caData, headers })
  asking.end(body && JSON.stringify(body))
  const answered = await once(asking, 'response')
  return z
    .record(z.string(), z.unknown())
    .parse(tryParse(await text(z.instanceof(Readable).parse(answered[0]))))
}

/** Before it serves a resource, an API server answers in plain text. */
function tryParse(answer: string): unknown {
  return answer.startsWith('{') ? JSON.parse(answer) : {}
}
