import fc, { type Arbitrary } from 'fast-check'

import { REQUESTS } from './requests.ts'
import type { Right } from './rights.ts'
import {
  CLUSTERS,
  HEALTHS,
  KINDS,
  NAMES,
  NAMESPACES,
  OWNERS,
  TEAMS,
  type Cluster,
  type Kind,
  type Place,
} from './vocabulary.ts'
import type { Look } from './world.ts'

/** One change of one object; `fresh`: it is another one of the same name, deleted and made anew unseen. */
export interface Edit {
  readonly place: Place
  readonly look: Look | undefined
  readonly fresh: boolean
}

/** What happens in a schedule, in order. A step that has no meaning where it comes does nothing. */
export type Step =
  /** `untold`: the bus loses the message. */
  | { readonly do: 'edit'; readonly edits: readonly Edit[]; readonly untold: boolean }
  /** A watcher takes over: what changed meanwhile nobody is told but by the new epoch. */
  | { readonly do: 'epoch'; readonly edits: readonly Edit[] }
  | { readonly do: 'there'; readonly cluster: Cluster; readonly kind?: Kind; readonly is: boolean }
  | {
      readonly do: 'grant'
      readonly user: number
      /** One after the other. */
      readonly rights: readonly (readonly Right[])[]
      /** `unheard`: the notice is not announced. `slow`: auth's answers travel until the next settling. */
      readonly how: 'told' | 'unheard' | 'slow'
    }
  | { readonly do: 'revoke'; readonly reader: number }
  | { readonly do: 'renew'; readonly reader: number }
  | {
      readonly do: 'subscribe'
      readonly reader: number
      readonly slot: number
      readonly request: number
    }
  | { readonly do: 'unsubscribe'; readonly reader: number; readonly slot: number }
  | {
      readonly do: 'dial'
      readonly reader: number
      readonly gateway: number
      readonly resume: boolean
    }
  /** It hangs up, and stays away until it dials or all settles. */
  | { readonly do: 'leave'; readonly reader: number }
  /** The reader takes nothing off its socket; with `flood` until the gateway notices. */
  | { readonly do: 'pause'; readonly reader: number; readonly flood: boolean }
  | { readonly do: 'read'; readonly reader: number }
  /** Between a gateway and Redis, until the next settling. */
  | {
      readonly do: 'line'
      readonly gateway: number
      readonly is: 'broken' | 'held' | 'slow'
    }
  | { readonly do: 'restart'; readonly gateway: number }
  /** Redis is killed, and forgets everything; what there is is written again. */
  | { readonly do: 'forget' }
  | { readonly do: 'turns'; readonly count: number }
  | { readonly do: 'settle' }

export interface Plan {
  readonly users: readonly (readonly Right[])[]
  /** What each reader asks for first. */
  readonly first: readonly number[]
  readonly steps: readonly Step[]
}

const USERS = 2
/** Reader 0 and 1 are one user, in two sessions. */
export const READERS = [0, 0, 1] as const
const SLOTS = 3

// Numbers of things, each as often as the others: `nat` prefers the first and the last.
const reader = fc.constantFrom(...READERS.keys())
const slot = fc.constantFrom(...Array.from({ length: SLOTS }).keys())
const request = fc.constantFrom(...REQUESTS.keys())
const gateway = fc.constantFrom(0, 1)
const cluster = fc.constantFrom(...CLUSTERS)
const kind = fc.constantFrom(...KINDS)

const right: Arbitrary<Right> = fc
  .record({
    cluster: fc.constantFrom('*' as const, 'a' as const, 'a' as const, ...CLUSTERS),
    namespace: fc.constantFrom('*' as const, '*' as const, ...NAMESPACES),
    kind: fc.constantFrom('*' as const, '*' as const, '*' as const, ...KINDS),
    reads: fc.constantFrom(
      'everything' as const,
      'everything' as const,
      'everything' as const,
      'rows' as const,
      'nothingListed' as const,
    ),
  })
  .map((it) => (it.cluster === '*' ? { ...it, namespace: '*' as const } : it))
const rights = fc.array(right, { minLength: 0, maxLength: 3 })

const place: Arbitrary<Place> = fc
  .record({
    cluster,
    kind: fc.constantFrom('things' as const, 'things' as const, ...KINDS),
    namespace: fc.constantFrom(...NAMESPACES),
    name: fc.constantFrom(...NAMES),
  })
  .map((it) => (it.kind === 'nodes' ? { ...it, namespace: '' as const } : it))
const look: Arbitrary<Look> = fc.record({
  team: fc.constantFrom(...TEAMS),
  owner: fc.option(fc.constantFrom(...OWNERS), { nil: undefined }),
  health: fc.constantFrom(...HEALTHS),
  size: fc.nat({ max: 10 }),
})
const edit: Arbitrary<Edit> = fc.record({
  place,
  look: fc.option(look, { nil: undefined, freq: 3 }),
  fresh: fc.nat({ max: 4 }).map((it) => it === 0),
})

const step: Arbitrary<Step> = fc.oneof(
  {
    weight: 26,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      edits: fc.array(edit, { minLength: 1, maxLength: 5 }),
      untold: fc.nat({ max: 11 }).map((it) => it === 0),
    }),
  },
  {
    weight: 16,
    arbitrary: fc.record({
      do: fc.constant('subscribe' as const),
      reader,
      slot,
      request,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('unsubscribe' as const), reader, slot }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('grant' as const),
      user: fc.constantFrom(...READERS),
      rights: fc.array(rights, { minLength: 1, maxLength: 2 }),
      how: fc.constantFrom('told', 'told', 'told', 'unheard', 'slow'),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('dial' as const),
      reader,
      gateway,
      resume: fc.nat({ max: 3 }).map((it) => it > 0),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('leave' as const), reader }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('revoke' as const), reader }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('renew' as const), reader }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('there' as const),
      cluster,
      is: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('there' as const), cluster, kind, is: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('epoch' as const),
      edits: fc.array(edit, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pause' as const),
      reader,
      flood: fc.nat({ max: 14 }).map((it) => it === 0),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('read' as const), reader }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('line' as const),
      gateway,
      is: fc.constantFrom('broken' as const, 'held' as const, 'slow' as const, 'slow' as const),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('turns' as const), count: fc.nat({ max: 6 }) }),
  },
  { weight: 10, arbitrary: fc.constant({ do: 'settle' as const }) },
)
const rare: Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('restart' as const), gateway }),
  fc.constant({ do: 'forget' as const }),
)

/** Schedules of about twenty steps; every other is calm, and one in twenty has a process that ends in it. */
export const plans: Arbitrary<Plan> = fc.record({
  users: fc.array(fc.array(right, { minLength: 1, maxLength: 3 }), {
    minLength: USERS,
    maxLength: USERS,
  }),
  first: fc.tuple(...READERS.map(() => request)),
  steps: fc
    .tuple(
      fc.array(step, { minLength: 8, maxLength: 32, size: 'max' }),
      fc.boolean(),
      fc.option(fc.tuple(rare, fc.nat({ max: 32 })), { freq: 9 }),
    )
    .map(([steps, calm, end]) => {
      if (calm) return steps.filter((one) => !disturbs(one))
      return end === null ? steps : steps.toSpliced(end[1], 0, end[0])
    }),
})

/** Whether a client may have to be caught up after it, which may name as gone what it never had. */
function disturbs(one: Step): boolean {
  return one.do === 'line' || one.do === 'pause' || (one.do === 'grant' && one.how === 'slow')
}
