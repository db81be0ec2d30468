import type { KindName } from './kinds.ts'
import type { Profile } from './profile.ts'
import type { Random } from './random.ts'
import type { SimulatedObject } from './simulated-cluster.ts'

/** What a story does next. A story writes nothing itself, so it can be told to any cluster, at any speed. */
export type Beat =
  | { readonly type: 'define'; readonly group: string }
  | { readonly type: 'apply'; readonly object: SimulatedObject }
  | { readonly type: 'delete'; readonly object: SimulatedObject }
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'begin'; readonly story: (scene: Scene) => Story }

export type Story = Generator<Beat, void, void>

/** What a story sees of its cluster. */
export interface Scene {
  readonly profile: Profile
  readonly random: Random
  /** Milliseconds since the epoch. */
  readonly now: () => number
  serves(group: string): boolean
  all(kind: KindName): readonly Living[]
  /** An object that no other story is about, chosen at random; nobody else gets it until this story is over. */
  claim(kind: KindName): SimulatedObject | undefined
  /** Keeps an object that this story is about to make from all others. */
  reserve(object: SimulatedObject): void
  uidOf(object: SimulatedObject): string
}

/** An object as it stands now. */
export interface Living {
  readonly object: SimulatedObject
  readonly uid: string
}

export const apply = (object: SimulatedObject): Beat => ({ type: 'apply', object })
export const remove = (object: SimulatedObject): Beat => ({ type: 'delete', object })
export const seconds = (count: number): Beat => ({ type: 'wait', ms: count * 1_000 })

/** A Kubernetes time: whole seconds. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** The object with another status beside what it had. */
export function withStatus(
  object: SimulatedObject,
  status: Readonly<Record<string, unknown>>,
): SimulatedObject {
  return { ...object, status: { ...object.status, ...status } }
}

/** One condition. */
export interface Condition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason: string
  readonly message: string
}

/** Conditions that turned at `at`. */
export function conditions(
  at: number,
  ...list: readonly Condition[]
): Readonly<Record<string, unknown>> {
  return { conditions: list.map((one) => ({ ...one, lastTransitionTime: timestamp(at) })) }
}
