import type { HealthField } from '@argus/contracts/health-rule'
import type { Health } from '@argus/contracts/row'

import { type JsonObject, type JsonValue, isObject, own } from './json.ts'

/** What a field says of an object's health, in the object's own words. */
export interface FieldHealth {
  readonly health: Health
  readonly reason: string
}

/** What the fields of a kind's rule say; one with a word that the rule does not know says nothing. */
export function fieldHealth(
  object: JsonObject,
  fields: readonly HealthField[],
): readonly FieldHealth[] {
  return fields.flatMap((field) =>
    valuesAt(object, field.path).flatMap((value) => {
      const word = wordOf(value)
      const health = word === undefined ? undefined : meaning(field, word)
      if (word === undefined || health === undefined) return []
      return [{ health, reason: health === 'Current' ? '' : explained(object, field, word) }]
    }),
  )
}

function meaning({ current, inProgress, failed }: HealthField, word: string): Health | undefined {
  if (failed?.includes(word)) return 'Failed'
  if (inProgress?.includes(word)) return 'InProgress'
  return current?.includes(word) ? 'Current' : undefined
}

/** A bare `false` tells nobody anything: it is named after its field. */
function explained(object: JsonObject, { path, reason }: HealthField, word: string): string {
  const what = /^(?:true|false)$/.test(word)
    ? `${path.slice(path.lastIndexOf('.') + 1)} is ${word}`
    : word
  const why = reason === undefined ? undefined : valuesAt(object, reason).map(wordOf).find(Boolean)
  return why === undefined || why === what ? what : `${what}: ${why}`
}

/** The values at a path of a manifest, `[*]` standing for every item. */
function valuesAt(object: JsonObject, path: string): readonly JsonValue[] {
  let found: readonly JsonValue[] = [object]
  for (const step of path.slice(1).split('.')) {
    const each = step.endsWith('[*]')
    const field = each ? step.slice(0, -3) : step
    found = found.flatMap((value) => {
      const inner = isObject(value) ? own(value, field) : undefined
      if (inner === undefined) return []
      if (each) return Array.isArray(inner) ? inner : []
      return [inner]
    })
  }
  return found
}

function wordOf(value: JsonValue): string | undefined {
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : undefined
}
