import type { Polarity as ToldPolarity } from '@argus/contracts/health-rule'
import type { Health } from '@argus/contracts/row'

import type { Condition } from './condition.ts'

/** What one condition says of health; `undefined`: nothing. */
export type Verdict = Exclude<Health, 'Terminating'> | undefined

/**
 * What a condition says, by the polarity of its type. A type that nobody here knows says nothing: neither
 * good nor bad can be read from a name alone (KEDA's `Fallback` = True is bad, its `Active` = False is rest).
 * `told` is what the rule of the kind says of the type: it knows better.
 */
export function verdictOf(condition: Condition, told?: ToldPolarity): Verdict {
  const polarity = told ?? polarityOf(condition.type)
  switch (polarity) {
    case 'good':
      return whenGood(condition)
    case 'bad':
      return condition.status === 'True' ? 'Failed' : undefined
    case 'moving':
      return condition.status === 'True' && !MOVED.has(condition.reason) ? 'InProgress' : undefined
    case 'error':
      return condition.status === undefined || condition.status === 'True' ? 'Failed' : undefined
    case 'needed':
      return condition.status === 'False' ? 'Failed' : undefined
    case 'silent':
      return undefined
  }
}

type Polarity = ToldPolarity | 'error'

function polarityOf(type: string): Polarity {
  if (GOOD.has(type)) return 'good'
  if (BAD.has(type)) return 'bad'
  if (MOVING.has(type)) return 'moving'
  if (/^(?:Not|Un|Non)[A-Z]/.test(type)) return 'silent'
  if (/(?:Ready|Healthy)$/.test(type)) return 'good'
  return /(?:Error|Failure)$/.test(type) ? 'error' : 'silent'
}

/** Not True is not good yet; it has failed when the type is final, or reason or message say so. */
function whenGood({ type, status, reason, message }: Condition): Verdict {
  switch (status) {
    case 'True':
      return FAILED.test(reason) ? 'Failed' : 'Current'
    case 'False':
      if (PATIENT.test(reason)) return 'InProgress'
      return FINAL.has(type) || FAILING.test(reason) || /^failed\b/i.test(message)
        ? 'Failed'
        : 'InProgress'
    case 'Unknown':
      if (PATIENT.test(reason)) return 'InProgress'
      return FINAL.has(type) || FAILING.test(reason) ? 'Unknown' : 'InProgress'
    case undefined:
      return 'Unknown'
    default:
      return 'Failed' // the Prometheus operator writes `Degraded`
  }
}

const GOOD: ReadonlySet<string> = new Set([
  'Ready',
  'Available',
  'Healthy',
  'Reconciled',
  'Accepted',
  'Programmed',
  'ResolvedRefs',
  'Synced',
  'Valid',
  'Succeeded',
  'Complete',
  'Established',
  'NamesAccepted',
])

/** Of these False is a judgement, not a stage on the way: the controller looked, and refused or failed. */
const FINAL: ReadonlySet<string> = new Set([
  'Available',
  'Healthy',
  'Reconciled',
  'Accepted',
  'Programmed',
  'ResolvedRefs',
  'Synced',
  'Valid',
  'Succeeded',
  'NamesAccepted',
])

const BAD: ReadonlySet<string> = new Set([
  'Stalled',
  'Failed',
  'Degraded',
  'Fallback',
  'Denied',
  'InvalidRequest',
  'Conflicted',
  'OverlappingRouteConfig',
  'MemoryPressure',
  'DiskPressure',
  'PIDPressure',
  'NetworkUnavailable',
])

/** True while something is under way, or held back by somebody. */
const MOVING: ReadonlySet<string> = new Set([
  'Reconciling',
  'Progressing',
  'Issuing',
  'Updating',
  'Upgrading',
  'Creating',
  'Deleting',
  'Paused',
  'Suspended',
])

/** A Deployment's Progressing stays True once it has arrived. */
const MOVED: ReadonlySet<string> = new Set(['NewReplicaSetAvailable'])

/** A job that failed is complete as well. */
const FAILED = /^(?!No).*(?:Failed|Failure|Error)$/
const PATIENT = /pending|progress|waiting|creating|initializing|reconciling|issuing/i
const FAILING =
  /fail|err(?!and)|invalid|denied|refused|notfound|missing|expired|timeout|backoff|crash|unreachable|incorrect|mismatch/i
