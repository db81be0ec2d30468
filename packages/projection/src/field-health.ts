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

/** A bare `false` tells nobody anything: such a word is named after its field. */
function explained(object: JsonObject, { path, reason }: HealthField, word: string): string {
  const what = BARE.test(word) ? `${lastField(path)} is ${word}` : word
  const why = reason === undefined ? undefined : valuesAt(object, reason).map(wordOf).find(Boolean)
  return why === undefined || why === what ? what : `${what}: ${why}`
}

const BARE = /^(?:true|false|on|off|enabled|disabled)$/

function lastField(path: string): string {
  const [, plain, quoted] = [...path.matchAll(STEP)].findLast(([step]) => step !== '[*]') ?? []
  return plain ?? quoted ?? path
}

/** The values at a path of a manifest, `[*]` standing for every item. */
function valuesAt(object: JsonObject, path: string): readonly JsonValue[] {
  let found: readonly JsonValue[] = [object]
  for (const [step, plain, quoted] of path.matchAll(STEP)) {
    const field = plain ?? quoted
    found = found.flatMap((value) => {
      if (step === '[*]') return Array.isArray(value) ? value : []
      const inner = isObject(value) && field !== undefined ? own(value, field) : undefined
      return inner === undefined ? [] : [inner]
    })
  }
  return found
}

const STEP = /\.([\w-]+)|\['([^'\]]+)'\]|\[\*\]/g

function wordOf(value: JsonValue): string | undefined {
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : undefined
}
