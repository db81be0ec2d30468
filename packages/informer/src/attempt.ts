import type { ObjectForm } from './accept.ts'
import type { ApiServer } from './api-server/api-server.ts'
import type { Clock } from './clock.ts'
import type { InformerEvent } from './informer-event.ts'
import type { Project } from './intake.ts'
import type { Resource } from './resource-path.ts'
import type { InformerInput } from './state.ts'
import type { Store } from './store.ts'
import type { InformerTiming } from './timing.ts'

/** What an attempt at a step works with. */
export interface Attempt<P> {
  readonly api: ApiServer
  readonly resource: Resource
  readonly form: ObjectForm
  readonly project: Project<P>
  readonly store: Store
  readonly clock: Clock
  readonly random: () => number
  readonly timing: InformerTiming
  readonly listsAtOnce: () => number
  readonly signal: AbortSignal
}

/** What an attempt has come to: events for the reader, then perhaps a change of state. */
export interface Progress<P> {
  readonly events: readonly InformerEvent<P>[]
  readonly input?: InformerInput
}

/** What every projection has: equal hashes are equal projections. */
export interface Hashed {
  readonly hash: string
}
