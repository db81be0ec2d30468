import { readFile } from 'node:fs/promises'

import { docsEndpoints } from '@argus/contracts/http/docs'
import type { OpenApiDocument, Schema } from '@argus/contracts/openapi'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { startTestAuth, type TestAuth } from './auth-service.ts'
import { call, type Answer } from './client.ts'
import { documentOf } from './fuzz/document.ts'

let auth: TestAuth
let document: OpenApiDocument
beforeAll(async () => {
  auth = await startTestAuth()
  document = await documentOf(auth)
})
afterAll(() => auth[Symbol.asyncDispose]())

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

test('the service serves a valid OpenAPI 3.1 document', async () => {
  const validator = new Validator()
  const { valid, errors } = await validator.validate({ ...document })
  expect({ valid, errors, version: validator.version }).toEqual({
    valid: true,
    errors: undefined,
    version: '3.1',
  })
  const ids = operations().map(({ operation }) => operation.operationId)
  expect(new Set(ids).size).toBe(ids.length)
})

test('what is written down in docs/ is what the service answers', async () => {
  const written = new URL('../../../docs/api/auth.openapi.json', import.meta.url)
  expect(document).toEqual(JSON.parse(await readFile(written, 'utf8')))
})

test('every call of the document is served, each refusing with a status that it names', async () => {
  for (const { path, method, operation } of operations()) {
    const url = auth.service.url + path.replaceAll(/\{\w+\}/g, 'x')
    const answer = await call(url, { method: method.toUpperCase(), redirect: 'manual' })
    expect([path, method, Object.keys(operation.responses)]).toEqual([
      path,
      method,
      expect.arrayContaining([String(answer.status)]),
    ])
    expect([path, method, answer.text.includes('no such call')]).toEqual([path, method, false])
  }
})

test('what comes in is closed: an unknown field or parameter is refused, browsers’ own formats and the console’s own settings aside', () => {
  const opened = operations().flatMap(({ path, operation }) =>
    Object.values(operation.requestBody?.content ?? {}).flatMap(({ schema }) =>
      open(schema, '').map((at) => `${path}${at}`),
    ),
  )
  expect(opened.filter((at) => !/\.(credential|passkey|settings)\b/.test(at))).toEqual([])
})

/** Where an object takes any field. */
function open(schema: Schema | boolean | undefined, at: string): readonly string[] {
  if (typeof schema !== 'object') return []
  const { properties = {}, items, anyOf = [], oneOf = [], allOf = [] } = schema
  const own = schema.type === 'object' && schema.additionalProperties !== false
  const listed =
    typeof schema.additionalProperties === 'object' &&
    Object.keys(schema.additionalProperties).length > 0
  return [
    ...(own && !listed ? [at] : []),
    ...Object.entries(properties).flatMap(([name, inner]) => open(inner, `${at}.${name}`)),
    ...(Array.isArray(items) ? items : [items]).flatMap((inner) => open(inner, `${at}[]`)),
    ...[...anyOf, ...oneOf, ...allOf].flatMap((inner) => open(inner, at)),
  ]
}

test('every answer of a program is described and closed, every refusal by its codes', () => {
  for (const { path, operation } of operations()) {
    for (const [status, { content = {} }] of Object.entries(operation.responses)) {
      for (const { schema } of Object.values(content)) {
        if (Number(status) >= 400)
          expect([path, schema]).toEqual([
            path,
            {
              $ref: '#/components/schemas/Error',
              properties: { code: { enum: expect.arrayContaining([expect.any(String)]) } },
            },
          ])
        else
          expect([path, schema.type ?? schema.anyOf ?? schema.oneOf]).not.toEqual([path, undefined])
      }
    }
  }
})

test('a call that needs a session says so, and one that needs a right names it', () => {
  for (const { operation } of operations()) {
    const guarded = operation.security.some((one) => 'bearer' in one)
    expect([operation.operationId, guarded]).toEqual([
      operation.operationId,
      !operation.description.startsWith('Anybody'),
    ])
    expect(Object.keys(operation.responses).includes('401') || !guarded).toBe(true)
  }
})

test('the page lists every call, runs no script, and loads nothing', async () => {
  const page: Answer = await call(`${auth.service.url}${docsEndpoints.page.path}`)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  const policy = page.headers.get('content-security-policy')
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; .*frame-ancestors 'none'$/)
  expect(page.text).not.toMatch(/<script|<link|<img|\son\w+=|style=/i)
  for (const { path, method, operation } of operations()) {
    expect(page.text).toContain(`${method.toUpperCase()} ${path}`)
    expect(page.text).toContain(`id="${operation.operationId}"`)
  }
})
