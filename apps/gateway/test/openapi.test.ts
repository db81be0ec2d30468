import { readFile } from 'node:fs/promises'

import { docsEndpoints } from '@argus/contracts/http/docs'
import { resourcesEndpoints } from '@argus/contracts/http/resources'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { z } from 'zod'

import { gatewayDocument } from '../src/http/openapi.ts'
import { read } from './rig/read.ts'
import { describeWithRedis, everything, startRig, THINGS, type Rig } from './rig/rig.ts'

const operations = Object.entries(gatewayDocument(Object.values(resourcesEndpoints)).paths).flatMap(
  ([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

it('what comes in is closed, and a list may be given more than once', () => {
  for (const { operation } of operations) {
    expect(operation.requestBody).toBeUndefined()
    expect(operation.security).toEqual([{ bearer: [] }])
  }
  const parameters = operations.flatMap(({ operation }) => operation.parameters ?? [])
  const lists = parameters.filter(({ schema }) => schema.type === 'array').map(({ name }) => name)
  expect(new Set(lists)).toEqual(new Set(['namespace', 'health', 'at_least']))
})

describeWithRedis('each call of the document', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig()
    const hand = await rig.topic(THINGS())
    await hand.write({ key: 'shop/a' })
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })
  it('what is written down in docs/ is what the service answers, to anybody', async () => {
    const written = new URL('../../../docs/api/gateway.openapi.json', import.meta.url)
    const { status, text } = await read(rig.gateway.url, docsEndpoints.document.path)
    expect([status, JSON.parse(text)]).toEqual([200, JSON.parse(await readFile(written, 'utf8'))])
  })

  it('the page lists every call, runs no script, and loads nothing', async () => {
    const { status, text, headers } = await read(rig.gateway.url, docsEndpoints.page.path)
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; .*frame-ancestors 'none'$/,
    )
    expect(text).not.toMatch(/<script|<link|<img|\son\w+=|style=/i)
    for (const { path, operation } of operations) {
      expect(text).toContain(`GET ${path}`)
      expect(text).toContain(`id="${operation.operationId}"`)
    }
  })

  const filled = (path: string, values: Readonly<Record<string, string>>) =>
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'x')
  const there = { cluster: 'alpha', group: 'example.org', version: '-', resource: 'things' }

  it.each(operations)('answers as it says: $method $path', async ({ path, operation }) => {
    const token = rig.auth.login([everything()]).token()
    const one = path.endsWith('{name}')
    const good = `${filled(path, { ...there, name: 'a' })}${one ? '?namespace=shop' : ''}`
    const first = await read(rig.gateway.url, good, { token })
    expect(first.status).toBe(200)
    const schema = operation.responses['200']?.content?.['application/json']?.schema
    const { success, error } = z.fromJSONSchema({ ...schema }).safeParse(JSON.parse(first.text))
    expect([success, error]).toEqual([true, undefined])
    const headers = { 'if-none-match': String(first.headers['etag']) }
    const again = await read(rig.gateway.url, good, { token, headers })
    const others = await Promise.all([
      read(rig.gateway.url, good),
      read(rig.gateway.url, `${good}${one ? '&' : '?'}x=1`, { token }),
      read(rig.gateway.url, filled(path, { ...there, cluster: 'x', name: 'a' }), { token }),
      read(rig.gateway.url, filled(path, there), { token: rig.auth.login([]).token() }),
    ])
    for (const { status, text } of [again, ...others]) {
      const described = operation.responses[status]
      expect([status, described]).not.toEqual([status, undefined])
      const { properties } = described?.content?.['application/json']?.schema ?? {}
      const codes = typeof properties?.['code'] === 'object' ? properties['code'].enum : undefined
      if (status >= 400) expect(codes).toContain(JSON.parse(text).code)
    }
    expect(again.status).toBe(304)
  })
})
