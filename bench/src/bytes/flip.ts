import { fieldsOf } from './managed-fields.ts'
import type { SampleObject } from './samples.ts'

/** An object as a server sends it, before and after its controller flips a condition. */
export interface Flip {
  readonly before: object
  readonly after: object
}

/** The first condition of an object flips; one without conditions is given the one that its controller would write. */
export function flipOf(sample: SampleObject, at: number): Flip {
  const conditions = sample.status?.conditions ?? []
  const [first = READY, ...rest] = conditions
  const flipped = {
    ...first,
    ...(first['status'] === 'True' ? FAILED : HEALTHY),
    ...Object.fromEntries(TIMES.filter((time) => time in first).map((time) => [time, LATER])),
  }
  const served = (condition: Readonly<Record<string, unknown>>, when: string, version: number) =>
    asServed({
      sample: { ...sample, status: { ...sample.status, conditions: [condition, ...rest] } },
      when,
      identity: { uid: uidOf(at), resourceVersion: `${version}` },
    })
  return {
    before: served(first, EARLIER, 48_210_000 + at),
    after: served(flipped, LATER, 48_310_000 + at),
  }
}

const CREATED = '2026-01-05T08:12:44Z'
const EARLIER = '2026-03-01T10:15:02Z'
const LATER = '2026-03-02T14:40:31Z'
const TIMES = ['lastTransitionTime', 'lastUpdateTime', 'lastHeartbeatTime', 'lastProbeTime']

const HEALTHY = { status: 'True', reason: 'Ready', message: 'Everything is up to date' }
const FAILED = {
  status: 'False',
  reason: 'ReconcileError',
  message: 'The last attempt failed: the upstream did not answer within 10 s',
}
const READY: Readonly<Record<string, unknown>> = {
  type: 'Ready',
  observedGeneration: 1,
  lastTransitionTime: EARLIER,
  ...HEALTHY,
}

interface Served {
  readonly sample: SampleObject
  /** When its status was written. */
  readonly when: string
  readonly identity: { readonly uid: string; readonly resourceVersion: string }
}

/** With what the server adds. No annotation of `kubectl apply` is added, which would make it larger. */
function asServed({ sample, when, identity }: Served): object {
  const { apiVersion, kind, metadata, status, ...rest } = sample
  const { name: _, namespace: __, ...described } = metadata
  const managed = { apiVersion, fieldsType: 'FieldsV1', operation: 'Update' }
  const managedFields = [
    {
      ...managed,
      manager: 'kubectl-client-side-apply',
      time: CREATED,
      fieldsV1: fieldsOf({ metadata: described, ...rest }),
    },
    {
      ...managed,
      manager: 'controller',
      subresource: 'status',
      time: when,
      fieldsV1: fieldsOf({ status }),
    },
  ]
  const added = { creationTimestamp: CREATED, generation: 1, ...identity }
  return { apiVersion, kind, metadata: { ...metadata, ...added, managedFields }, ...rest, status }
}

function uidOf(at: number): string {
  return `4f9c2f6e-1d0b-4a52-9a3c-${String(at).padStart(12, '0')}`
}
