import type { ClusterDiagnosis, ClusterFailure } from '@argus/contracts/cluster-diagnosis'

/** A step on the way to a cluster, and what came of it. */
export interface CheckStep {
  readonly name: string
  readonly came: 'passed' | 'failed' | 'not_reached'
}

/** The steps in their order, of the way that an agent leads or of the direct one; the first that failed ends the way. */
export function checkSteps(diagnosis: ClusterDiagnosis, byAgent: boolean): readonly CheckStep[] {
  const steps = byAgent ? AGENT_STEPS : STEPS
  if (diagnosis.type === 'ok') return steps.map((name) => ({ name, came: 'passed' }))
  const { passed, at = passed } = (byAgent ? whereByAgent : whereOf)(diagnosis.type)
  return steps.map((name, index) => ({
    name,
    came: index === at ? 'failed' : index < passed ? 'passed' : 'not_reached',
  }))
}

const AGENT_STEPS = [
  'Its agent is connected',
  'The agent reaches its API server',
  'What its account may do was asked',
] as const

/** An agent says what it meets in words; which step that is follows from its being there. */
const whereByAgent = (type: ClusterFailure): Where => ({ passed: type === 'no_agent' ? 0 : 1 })

const whereOf = (type: ClusterFailure): Where => WHERE[type]

const STEPS = [
  'Its name is known',
  'Its port answers',
  'Its certificate is right',
  'It is an API server, in a version that is followed',
  'The account is known there',
  'What the account may do was asked',
] as const

/** How many steps passed before a failure, and which one failed where that is not the next. */
interface Where {
  readonly passed: number
  readonly at?: number
}

const WHERE: Readonly<Record<ClusterFailure, Where>> = {
  name_not_found: { passed: 0 },
  address_refused: { passed: 0 },
  refused: { passed: 1 },
  timed_out: { passed: 1 },
  no_route: { passed: 1 },
  hung_up: { passed: 1 },
  unreachable: { passed: 0, at: 1 },
  no_agent: { passed: 0 },
  not_tls: { passed: 2 },
  wrong_authority: { passed: 2 },
  wrong_host: { passed: 2 },
  certificate_expired: { passed: 2 },
  certificate_not_yet_valid: { passed: 2 },
  not_kubernetes: { passed: 3 },
  version_too_old: { passed: 3 },
  failing: { passed: 3 },
  // Seen while the connection is made, before the server says what it is.
  client_certificate_refused: { passed: 3, at: 4 },
  credential_unreadable: { passed: 0, at: 4 },
  unauthenticated: { passed: 3, at: 4 },
  forbidden: { passed: 5 },
}
