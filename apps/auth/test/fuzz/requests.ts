import type { OpenApiDocument, Operation, Parameter } from '@argus/contracts/openapi'
import fc, { type Arbitrary } from 'fast-check'

import { CONSOLE } from '../auth-service.ts'
import { ECHO, valuesOf } from './schema-values.ts'

/** A request yet to be sent: who sends it, and in place of what is not known yet a mark. */
export interface FuzzRequest {
  readonly method: string
  /** The path as the document writes it. */
  readonly template: string
  readonly path: string
  readonly as: Sender
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

export type Sender = 'admin' | 'viewer' | 'nobody' | 'junk'

/** Requests for every call of a document: some right, some nearly, some not at all. */
export function requestsOf({ paths }: OpenApiDocument): Arbitrary<FuzzRequest> {
  const calls = Object.entries(paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ template, method, operation })),
  )
  return fc.oneof(
    ...calls.map((call) => ({
      // A password takes tens of milliseconds to judge: such a call is made less often.
      weight: JSON.stringify(call.operation.requestBody ?? {}).includes('assword') ? 3 : 5,
      arbitrary: requests(call),
    })),
  )
}

interface DocumentedCall {
  readonly template: string
  readonly method: string
  readonly operation: Operation
}

function requests({ template, method, operation }: DocumentedCall): Arbitrary<FuzzRequest> {
  const as: Arbitrary<Sender> = fc.oneof(
    { weight: 6, arbitrary: fc.constant('admin' as const) },
    { weight: 2, arbitrary: fc.constant('viewer' as const) },
    { weight: 1, arbitrary: fc.constant('nobody' as const) },
    { weight: 1, arbitrary: fc.constant('junk' as const) },
  )
  const path = pathsOf(template, operation.parameters ?? [])
  const body = bodiesOf(operation)
  return fc.record({ as, path, body, headers }).map((made) => ({
    method: method.toUpperCase(),
    template,
    path: made.path,
    as: made.as,
    headers: {
      ...(made.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...made.headers,
    },
    body: made.body,
  }))
}

/** Mostly none; else what browsers and attackers add. */
const headers: Arbitrary<Readonly<Record<string, string>>> = fc.oneof(
  { weight: 12, arbitrary: fc.constant({}) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Readonly<Record<string, string>>>(
      { origin: CONSOLE },
      { origin: CONSOLE, cookie: '__Host-argus_rt=junk; __Host-argus_device=junk' },
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/json; charset=utf-16' },
      { 'content-type': 'application/json; charset=nonsense' },
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-encoding': 'gzip' },
      { 'content-encoding': 'nonsense' },
      { 'x-forwarded-for': '203.0.113.7, 10.0.0.1', 'x-http-method-override': 'DELETE' },
      { 'user-agent': 'x'.repeat(2_000) },
      { cookie: `__Host-argus_rt=${'x'.repeat(4_000)}` },
      { accept: 'text/html', 'accept-language': '*' },
    ),
  },
)

function pathsOf(template: string, parameters: readonly Parameter[]): Arbitrary<string> {
  const parts = parameters.map(({ name, in: where, required, schema }) => ({
    name,
    where,
    value: fc.oneof(
      { weight: 8, arbitrary: valuesOf(schema, name).map((value) => encoded(String(value))) },
      { weight: required ? 0 : 6, arbitrary: fc.constant(undefined) },
      { weight: 2, arbitrary: fc.constantFrom(...oddTexts).map(encoded) },
      { weight: 1, arbitrary: fc.constantFrom('%', '%ff', '%00', '%ed%a0%80', '..%2f..%2fetc') },
    ),
  }))
  return fc.tuple(...parts.map(({ value }) => value), fc.nat(19)).map((values) => {
    let path = template
    const query: string[] = []
    parts.forEach(({ name, where }, index) => {
      const value = values[index]
      if (where === 'path') path = path.replace(`{${name}}`, String(value || 'x'))
      else if (value !== undefined) query.push(`${name}=${value}`)
    })
    if (values.at(-1) === 0) query.push('unknown=1', '__proto__=1', 'a[b][c]=1', 'limit=1&limit=2')
    return query.length === 0 ? path : `${path}?${query.join('&')}`
  })
}

/** A mark is replaced before it is sent, so it is left as it is. */
const encoded = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replaceAll(/%3C(\w+)%20(\d+)%3E/g, '<$1 $2>')

function bodiesOf({ requestBody }: Operation): Arbitrary<string | undefined> {
  const schema = requestBody?.content['application/json']?.schema
  if (schema === undefined) return fc.constant(undefined)
  const right = valuesOf(schema)
  return fc.oneof(
    { weight: 11, arbitrary: right.map((value) => JSON.stringify(value)) },
    { weight: 6, arbitrary: fc.tuple(right, spoilings).map(([value, spoil]) => spoil(value)) },
    { weight: 2, arbitrary: fc.constantFrom(...oddBodies) },
    { weight: 1, arbitrary: fc.json({ maxDepth: 4 }) },
  )
}

const oddTexts: readonly string[] = [
  '\0',
  `a\0${ECHO}`,
  '\ud800',
  '\udfff\ud800',
  '\u2028',
  '\ufeff',
  "'; DROP TABLE auth.users; --",
  '"><script>alert(1)</script>',
  '${7*7}{{7*7}}',
  '../../etc/passwd',
  '-1',
  '99999999999999999999',
  'null',
  'x'.repeat(5_000),
  '🦉'.repeat(200),
]

const oddValues: readonly unknown[] = [
  ...oddTexts,
  null,
  true,
  -1,
  1.5,
  1e308,
  2 ** 53,
  [],
  {},
  [[[]]],
  { $ne: null },
]

const oddBodies: readonly string[] = [
  '',
  ' ',
  'null',
  'true',
  '42',
  '"text"',
  '[]',
  '[{}]',
  '{',
  '{"a":1,}',
  '\0',
  '\ufeff{}',
  '{"__proto__":{"isAdmin":true}}',
  '{"constructor":{"prototype":{"isAdmin":true}}}',
  `{"a":"${'x'.repeat(65_400)}"}`,
  `{"a":"${'x'.repeat(65_600)}"}`,
  '['.repeat(30_000),
  `${'{"a":'.repeat(8_000)}1${'}'.repeat(8_000)}`,
  '{"email":"\\ud800","password":"\\u0000"}',
]

/** Takes one thing from a right body, adds one, or puts something odd in a place of it. */
const spoilings: Arbitrary<(value: unknown) => string> = fc
  .tuple(fc.nat(3), fc.nat(20), fc.constantFrom(...oddValues))
  .map(
    ([how, which, odd]) =>
      (value) =>
        spoiled(value, { how, which, odd }),
  )

function spoiled(
  value: unknown,
  { how, which, odd }: { readonly how: number; readonly which: number; readonly odd: unknown },
): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(odd)
  const entries: [string, unknown][] = Object.entries(value)
  const at = which % Math.max(entries.length, 1)
  const chosen = entries[at]
  if (how === 0) return JSON.stringify(Object.fromEntries(entries.toSpliced(at, 1)))
  if (how === 1) {
    const name = ['unknown', 'id', 'constructor', '__proto__', 'role'][which % 5] ?? 'unknown'
    return `{"${name}":${JSON.stringify(odd)}${entries.map(([key, field]) => `,${JSON.stringify(key)}:${JSON.stringify(field)}`).join('')}}`
  }
  if (chosen === undefined) return JSON.stringify({ unknown: odd })
  const [name, old] = chosen
  const inner = Array.isArray(old) && how === 2 ? [...old, odd] : odd
  return JSON.stringify({ ...value, [name]: inner })
}
