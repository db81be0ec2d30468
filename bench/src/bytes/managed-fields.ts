import { z } from 'zod'

/**
 * Which fields a value has, as an API server writes it (FieldsV1:
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management): members by `f:` and their name,
 * conditions by their type, other lists as one.
 */
export function fieldsOf(value: unknown): object {
  const object = membersSchema.safeParse(value)
  if (!object.success) return {}
  return Object.fromEntries(
    Object.entries(object.data).map(([name, member]) => [
      `f:${name}`,
      name === 'conditions' ? keyed(member) : fieldsOf(member),
    ]),
  )
}

const membersSchema = z.record(z.string(), z.unknown())
const conditionsSchema = z.array(z.looseObject({ type: z.string() }))

function keyed(member: unknown): object {
  const conditions = conditionsSchema.safeParse(member)
  if (!conditions.success) return fieldsOf(member)
  const elements = conditions.data.map((condition) => [
    `k:${JSON.stringify({ type: condition.type })}`,
    { '.': {}, ...fieldsOf(condition) },
  ])
  return { '.': {}, ...Object.fromEntries(elements) }
}
