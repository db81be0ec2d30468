import type { HealthRule, Polarity } from '@argus/contracts/health-rule'
import type { Health } from '@argus/contracts/row'

import { type Condition, conditionsOf } from './condition.ts'
import { fieldHealth } from './field-health.ts'
import { type JsonObject, listAt, objectAt, own, textAt } from './json.ts'
import { verdictOf } from './polarity.ts'
import { timeOf } from './time.ts'

/** Health in kstatus' words, since when as far as the object tells, and why in the object's own words. */
export interface HealthOf {
  readonly health: Health
  readonly since: number | null
  readonly reason: string
}

/**
 * The health of an object of any kind, by the order of https://github.com/kubernetes-sigs/cli-utils/tree/master/pkg/kstatus:
 * deletion, generation, conditions; and by the rule of its kind, where a plugin has one. The worst that is said
 * counts; good needs something that says so, and of an object that says nothing nothing is known. `conditions` are
 * those of the object, for who has read them already.
 */
export function healthOf(
  object: JsonObject,
  rule: HealthRule = {},
  conditions = conditionsOf(object),
): HealthOf {
  return (
    terminating(object) ??
    unobserved(object) ??
    worse(byConditions(object, rule, conditions), byFields(object, rule)) ??
    byApplication(object) ??
    byWords(object)
  )
}

function terminating(object: JsonObject): HealthOf | undefined {
  const metadata = objectAt(object, 'metadata')
  const deletion = timeOf(own(metadata, 'deletionTimestamp'))
  if (deletion === undefined) return undefined
  const grace = own(metadata, 'deletionGracePeriodSeconds')
  const since = deletion - (typeof grace === 'number' ? grace * 1_000 : 0)
  const waits = listAt(metadata, 'finalizers').filter((name) => typeof name === 'string')
  const reason = waits.length > 0 ? `Waits for finalizers: ${waits.join(', ')}` : 'Is being deleted'
  return { health: 'Terminating', since, reason: short(reason) }
}

/** The status speaks of an older spec. */
function unobserved(object: JsonObject): HealthOf | undefined {
  const wanted = own(objectAt(object, 'metadata'), 'generation')
  const seen = own(objectAt(object, 'status'), 'observedGeneration')
  if (typeof wanted !== 'number' || typeof seen !== 'number' || seen >= wanted) return undefined
  return {
    health: 'InProgress',
    since: null,
    reason: `Generation ${wanted} not yet observed, last ${seen}`,
  }
}

function byConditions(
  object: JsonObject,
  rule: HealthRule,
  conditions: readonly Condition[],
): HealthOf | undefined {
  const ready = conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
  const generation = own(objectAt(object, 'metadata'), 'generation')
  const told = rule.conditions ?? {}
  let worst: HealthOf | undefined
  for (const condition of conditions) {
    const polarity = Object.hasOwn(told, condition.type) ? told[condition.type] : undefined
    worst = worse(worst, judge(condition, { ready, generation, polarity }))
  }
  return worst
}

function byFields(object: JsonObject, { fields = [] }: HealthRule): HealthOf | undefined {
  let worst: HealthOf | undefined
  for (const { health, reason } of fieldHealth(object, fields)) {
    worst = worse(worst, { health, since: null, reason: short(reason) })
  }
  return worst
}

/** The worse of two judgements; of equal ones the first. */
function worse(one: HealthOf | undefined, other: HealthOf | undefined): HealthOf | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return SEVERITY[other.health] > SEVERITY[one.health] ? other : one
}

const SEVERITY: Readonly<Record<Health, number>> = {
  Current: 0,
  Unknown: 1,
  InProgress: 2,
  Failed: 3,
  Terminating: 4,
}

interface Circumstances {
  readonly ready: boolean
  readonly generation: unknown
  /** What the rule of the kind says of the condition's type. */
  readonly polarity: Polarity | undefined
}

/** Ready is the summary where it is given, so Progressing beside it is news of the past. */
function judge(
  condition: Condition,
  { ready, generation, polarity }: Circumstances,
): HealthOf | undefined {
  const { type, since, observedGeneration: observed } = condition
  const health = verdictOf(condition, polarity)
  if (health === undefined || (ready && type === 'Progressing')) return undefined
  if (typeof generation === 'number' && observed !== undefined && observed < generation) {
    const reason = `${type} says nothing of generation ${generation} yet`
    return { health: 'InProgress', since, reason }
  }
  return { health, since, reason: words(condition, health) }
}

/** Argo CD's Application has its own words for it. https://argo-cd.readthedocs.io/en/stable/operator-manual/health/ */
function byApplication(object: JsonObject): HealthOf | undefined {
  const status = objectAt(object, 'status')
  const said = textAt(objectAt(status, 'health'), 'status')
  const health = said === undefined ? undefined : APPLICATION_HEALTH.get(said)
  if (health === undefined) return undefined
  const sync = textAt(objectAt(status, 'sync'), 'status') ?? 'Unknown'
  const since = timeOf(own(objectAt(status, 'health'), 'lastTransitionTime')) ?? null
  if (health !== 'Current' || sync === 'Synced')
    return { health, since, reason: `Health ${said}, ${sync}` }
  return {
    health: sync === 'OutOfSync' ? 'InProgress' : 'Unknown',
    since: null,
    reason: `Health ${said}, ${sync}`,
  }
}

const APPLICATION_HEALTH = new Map<string, Health>([
  ['Healthy', 'Current'],
  ['Progressing', 'InProgress'],
  ['Suspended', 'InProgress'],
  ['Degraded', 'Failed'],
  ['Missing', 'Failed'],
  ['Unknown', 'Unknown'],
])

/** A lone word can be bad news for certain; good news it cannot, for each kind has words of its own. */
function byWords(object: JsonObject): HealthOf {
  const status = objectAt(object, 'status')
  const error = textAt(status, 'error')
  if (error !== undefined && error !== '')
    return { health: 'Failed', since: null, reason: short(error) }
  const word = textAt(status, 'phase') ?? textAt(status, 'state')
  if (word === undefined) return { health: 'Unknown', since: null, reason: '' }
  const message = textAt(status, 'message') ?? textAt(status, 'reason')
  const reason = short(message === undefined || message === '' ? word : `${word}: ${message}`)
  return { health: wordHealth(word), since: null, reason }
}

function wordHealth(word: string): Health {
  if (/^(?:failed|failure|error|errored|degraded)$/i.test(word)) return 'Failed'
  return /^(?:pending|creating|progressing|provisioning|updating|deleting|terminating)$/i.test(word)
    ? 'InProgress'
    : 'Unknown'
}

/** Good needs no explanation but the rare one; bad names its condition. */
function words({ type, status, reason, message }: Condition, health: Health): string {
  const why = message === '' ? reason : message
  if (health === 'Current') return ''
  const what = status === undefined || status === 'False' ? type : `${type} is ${status}`
  return short(why === '' ? what : `${what}: ${why}`)
}

/** A reason is a line in a list; the object has the whole. Cut between characters, not inside one. */
function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  if (line.length <= MAX_REASON) return line
  return `${line
    .slice(0, MAX_REASON - 1)
    .toWellFormed()
    .replace(/\uFFFD$/, '')}…`
}

const MAX_REASON = 300
