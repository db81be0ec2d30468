import { fieldsOf } from './managed-fields.ts'
import type { SampleObject } from './samples.ts'

/** An object as a server sends it, before and after its controller flips a condition. */
export interface Flip {
  readonly before: object
  readonly after: object
  /** Bytes of the watch event that tells it. */
  readonly event: number
}

/** A status before and after its first condition flips; one without conditions is given the one that its controller would write. */
export function flippedStatus({ status }: SampleObject): Record<'before' | 'after', object> {
  const [first = READY, ...rest] = status?.conditions ?? []
  const flipped = {
    ...first,
    ...(first['status'] === 'True' ? FAILED : HEALTHY),
    ...Object.fromEntries(TIMES.filter((time) => time in first).map((time) => [time, LATER])),
  }
  return {
    before: { ...status, conditions: [first, ...rest] },
    after: { ...status, conditions: [flipped, ...rest] },
  }
}

/** With what a server adds, told from what the sample has. */
export function flipOf(sample: SampleObject, at: number): Flip {
  const { before, after } = flippedStatus(sample)
  const served = (status: object, when: string, version: number) =>
    asServed({
      sample,
      status,
      when,
      identity: { uid: uidOf(at), resourceVersion: `${version}` },
    })
  const told = served(after, LATER, 48_310_000 + at)
  return {
    before: served(before, EARLIER, 48_210_000 + at),
    after: told,
    event: Buffer.byteLength(JSON.stringify({ type: 'MODIFIED', object: told })),
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
  readonly status: object
  /** When its status was written. */
  readonly when: string
  readonly identity: { readonly uid: string; readonly resourceVersion: string }
}

/** With what the server adds. No annotation of `kubectl apply` is added, which would make it larger. */
function asServed({ sample, status, when, identity }: Served): object {
  const { apiVersion, kind, metadata, status: _status, ...rest } = sample
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
