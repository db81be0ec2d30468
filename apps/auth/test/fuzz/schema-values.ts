import type { Schema } from '@argus/contracts/openapi'
import fc, { type Arbitrary } from 'fast-check'

import { PASSWORD } from '../auth-service.ts'

/**
 * Stands for the n-th value that answers have shown under this name when the request is sent: requests are made before
 * anything is known.
 */
const known = (name: string): Arbitrary<string> => fc.nat(999).map((n) => `<${name} ${n}>`)

/** In every text made up here, so that an answer which echoes one is seen. */
export const ECHO = 'Zq7echo'

/** Values that a JSON Schema of ours describes. */
export function valuesOf(schema: Schema | boolean | undefined, name = ''): Arbitrary<unknown> {
  if (schema === undefined || typeof schema === 'boolean') return fc.jsonValue({ maxDepth: 2 })
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  const either = schema.anyOf ?? schema.oneOf
  if (either !== undefined) return fc.oneof(...either.map((one) => valuesOf(one, name)))
  if (schema.allOf !== undefined) return merged(schema.allOf, name)
  switch (schema.type) {
    case 'object':
      return objects(schema)
    case 'array':
      return fc.array(
        valuesOf(Array.isArray(schema.items) ? schema.items[0] : schema.items, name),
        {
          minLength: schema.minItems ?? 0,
          maxLength: Math.min(schema.maxItems ?? 4, (schema.minItems ?? 0) + 4),
        },
      )
    case 'integer':
    case 'number':
      return fc.integer({
        min: Math.max(schema.minimum ?? -10, -2_147_483_648),
        max: Math.min(schema.maximum ?? 1_000, 2_147_483_647),
      })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'string':
    case undefined:
      break
  }
  return texts(schema, name)
}

function objects({ properties = {}, required = [], additionalProperties }: Schema) {
  const named = fc.record(
    Object.fromEntries(
      Object.entries(properties).map(([key, schema]) => [key, valuesOf(schema, key)]),
    ),
    { requiredKeys: required },
  )
  if (typeof additionalProperties !== 'object') return named
  const others = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), valuesOf(additionalProperties), {
    maxKeys: 3,
  })
  return fc.tuple(named, others).map(([one, other]) => ({ ...other, ...one }))
}

function merged(parts: readonly Schema[], name: string): Arbitrary<unknown> {
  return fc
    .tuple(...parts.map((part) => valuesOf(part, name)))
    .map((values) => Object.assign({}, ...values.filter((value) => typeof value === 'object')))
}

function texts(schema: Schema, name: string): Arbitrary<string> {
  if (/password|^current$/i.test(name)) return passwords
  if (/email/i.test(name)) return emails
  if (schema.format === 'uuid') return fc.oneof(known(name), known('id'), fc.uuid())
  if (schema.format === 'date-time') {
    return fc.oneof(
      dates('2026-01-03', '2026-03-01'), // The clock of tests stands at the beginning of 2026.
      dates('2020-01-01', '2040-01-01'),
    )
  }
  if (schema.pattern !== undefined) return fc.oneof(known(name), matching(schema.pattern))
  const { minLength = 0, maxLength = 40 } = schema
  const any = fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)) })
  const own = any.map((text) => `${ECHO}${text}`.slice(0, maxLength))
  return fc.oneof(known(name), own)
}

const dates = (min: string, max: string): Arbitrary<string> =>
  fc
    .date({ min: new Date(min), max: new Date(max), noInvalidDate: true })
    .map((date) => date.toISOString())

const passwords = fc.oneof(
  fc.constant(PASSWORD),
  fc.string({ minLength: 15, maxLength: 30, unit: 'grapheme' }),
  fc.string({ maxLength: 20 }),
)

const emails = fc.oneof(
  known('email'),
  fc.stringMatching(/^[a-z]{1,12}$/).map((local) => `${local}@example.test`),
)

/** Some patterns look ahead, which cannot be generated from. */
function matching(pattern: string): Arbitrary<string> {
  try {
    return fc.stringMatching(new RegExp(pattern))
  } catch {
    return fc.stringMatching(/^[a-z0-9-]{1,20}$/)
  }
}
