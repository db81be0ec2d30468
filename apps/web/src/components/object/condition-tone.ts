import type { Polarity } from '@argus/contracts/health-rule'

/** How a condition is shown: what is bad stands first and in colour. */
export type Tone = 'good' | 'busy' | 'bad' | 'plain'

/** By the polarity of its type: what the manifest says of it, else what its name says to everybody. */
export function toneOf(type: string, status: string, told: Polarity | undefined): Tone {
  switch (told ?? polarityOf(type)) {
    case 'good':
      if (status === '') return 'plain'
      if (status === 'True') return 'good'
      return status === 'Unknown' ? 'busy' : 'bad'
    case 'needed':
      return status === 'False' ? 'bad' : 'plain'
    case 'bad':
      return status === 'True' ? 'bad' : 'plain'
    case 'moving':
      return status === 'True' ? 'busy' : 'plain'
    case 'silent':
      return 'plain'
  }
}

/** A name that says neither is taken for neither. */
function polarityOf(type: string): Polarity {
  if (/^(?:Not|Un|Non)[A-Z]/u.test(type)) return 'silent'
  if (GOOD.test(type)) return 'good'
  if (BAD.test(type)) return 'bad'
  return MOVING.test(type) ? 'moving' : 'silent'
}

const GOOD =
  /(?:Ready|Healthy|Available|Reconciled|Accepted|Programmed|ResolvedRefs|Synced|Valid|Succeeded|Complete|Established|NamesAccepted)$/u
const BAD =
  /(?:Failed|Failure|Error|Degraded|Stalled|Fallback|Denied|InvalidRequest|Conflicted|Pressure|NetworkUnavailable)$/u
const MOVING =
  /^(?:Reconciling|Progressing|Issuing|Updating|Upgrading|Creating|Deleting|Paused|Suspended)$/u
