import fc from 'fast-check'

import type { JsonObject, JsonValue } from '../src/json.ts'

/** Pieces that the rules look for, so that random text meets them. */
const pieces = [
  '://',
  '@',
  ':',
  '/',
  '=',
  ' ',
  '"',
  "'",
  '--',
  '-',
  '\n',
  ',',
  '.',
  '[redacted]',
  'git',
  'a',
  'password',
  'token',
  'secret',
  'key',
  'Bearer',
  'basic',
  'eyJhbGciOiJFUzI1NiJ9',
  'abcdefgh',
  '-----BEGIN PRIVATE KEY-----',
  '-----END PRIVATE KEY-----',
  'LS0tLS1CRUdJTiBQUklWQVRF',
  'AKIAABCDEFGHIJKLMNOP',
  'Authorization',
  'api_key',
  'vault',
]
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((some) => some.join('')),
)
const anyField = fc.oneof(
  fc.constantFrom(
    'kind',
    'metadata',
    'annotations',
    'spec',
    'status',
    'data',
    'stringData',
    'env',
    'args',
    'command',
    'name',
    'key',
    'value',
    'password',
    'token',
    'request',
    'conditions',
    'message',
    'template',
    'managedFields',
    '__proto__',
    'kubectl.kubernetes.io/last-applied-configuration',
    'constructor',
  ),
  anyText,
)
const { value: anyValue } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(
      anyText,
      fc.constantFrom('Secret', 'ConfigMap', 'TokenReview'),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie('value'), { maxLength: 5 }),
    fc
      .array(fc.tuple(anyField, tie('value')), { maxLength: 6 })
      .map((fields) => Object.fromEntries(fields)),
  ),
}))
/** JSON objects of any form, rich in what redaction looks for. */
export const anyObject: fc.Arbitrary<JsonObject> = fc
  .array(fc.tuple(anyField, anyValue), { maxLength: 6 })
  .map((fields) => Object.fromEntries(fields))
