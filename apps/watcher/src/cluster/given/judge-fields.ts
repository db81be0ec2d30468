import type { FieldTable } from '@argus/contracts/kubeconfig-fields'

/** A field that cannot be taken, where it is, and why: a sentence that goes on after its name. Never its value. */
export interface FieldRefusal {
  readonly field: string
  readonly why: string
}

/** What an object gives by the fields that are used, and each of the others that is refused. */
interface JudgedFields {
  readonly used: ReadonlyMap<string, unknown>
  readonly refusals: readonly FieldRefusal[]
}

/** Goes by the table alone: what it does not list is refused. `place` is where the object is, for people. */
export function judgeFields(value: unknown, place: string, table: FieldTable): JudgedFields {
  if (!isObject(value)) {
    return { used: new Map(), refusals: [{ field: place, why: 'is missing, or is no object' }] }
  }
  const used = new Map<string, unknown>()
  const refusals: FieldRefusal[] = []
  for (const [name, given] of Object.entries(value)) {
    const rule = Object.hasOwn(table, name) ? table[name] : undefined
    const field = place === '' ? shown(name) : `${place}.${shown(name)}`
    if (rule === undefined) refusals.push({ field, why: 'is not known here; remove it' })
    else if (rule.decision === 'used') used.set(name, given)
    else if (rule.decision === 'refused' && !isUnset(given)) {
      refusals.push({ field, why: rule.why })
    }
  }
  return { used, refusals }
}

/** What a list of refusals says, in one text. */
export function refusalText(what: string, refusals: readonly FieldRefusal[]): string {
  return `${what} cannot be used: ${refusals.map(({ field, why }) => `\`${field}\` ${why}`).join('; ')}.`
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A switch that is off, a text that is empty: as good as not there. */
function isUnset(value: unknown): boolean {
  return value === null || value === undefined || value === false || value === ''
}

/** A name may be anything that somebody wrote. */
function shown(name: string): string {
  return /^[\w.-]{1,64}$/.test(name) ? name : '(a name that is no field)'
}
