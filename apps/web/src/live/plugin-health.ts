import type { PluginEntry, PluginResource } from '@argus/contracts/plugin-manifest'
import type { TopicStatus } from '@argus/contracts/topic-status'

import type { CountState } from './count-store.ts'
import { kindKey, NO_OBJECTS, plus, type HealthCounts } from './tally.ts'

/** A kind of a plugin that is followed somewhere in scope. */
export interface KindHealth {
  readonly resource: PluginResource
  readonly counts: HealthCounts
  /** By cluster. */
  readonly states: ReadonlyMap<string, TopicStatus>
}

export interface PluginHealth {
  readonly kinds: readonly KindHealth[]
  readonly counts: HealthCounts
}

/** How the objects of a plugin are, in the clusters given or (an empty list) in all. */
export function pluginHealth(
  { resources }: Pick<PluginEntry, 'resources'>,
  { topics }: CountState,
  scope: readonly string[],
): PluginHealth {
  const own = new Map(
    resources.map((resource) => [
      kindKey(resource),
      { resource, counts: NO_OBJECTS, states: new Map<string, TopicStatus>() },
    ]),
  )
  for (const { topic, status, counts } of topics.values()) {
    const kind = own.get(kindKey(topic))
    if (kind === undefined || (scope.length > 0 && !scope.includes(topic.cluster))) continue
    kind.counts = plus(kind.counts, counts ?? NO_OBJECTS)
    kind.states.set(topic.cluster, status)
  }
  const kinds = [...own.values()].filter(({ states }) => isSomewhere(states))
  return { kinds, counts: kinds.map(({ counts }) => counts).reduce(plus, NO_OBJECTS) }
}

function isSomewhere(states: ReadonlyMap<string, TopicStatus>): boolean {
  return [...states.values()].some(({ state }) => state !== 'absent')
}

/** What a cluster has of a plugin. `off`: it is not followed there, because somebody decided so. */
export type Presence =
  | { readonly type: 'reading' | 'absent' | 'off' }
  | {
      readonly type: 'present'
      readonly kinds: number
      readonly live: number
      readonly forbidden: number
    }

/** `answered`: whether what is not there is known not to be. */
export function presenceIn(
  cluster: string,
  {
    kinds,
    plugin,
    answered,
  }: {
    readonly kinds: readonly KindHealth[]
    readonly plugin: Pick<PluginEntry, 'clusters'>
    readonly answered: boolean
  },
): Presence {
  const switched = plugin.clusters.find(({ id }) => id === cluster)
  if (switched?.enabled === false) return { type: 'off' }
  const states = kinds.flatMap(({ states: all }) => all.get(cluster)?.state ?? [])
  const here = states.filter((state) => state !== 'absent')
  if (here.length === 0) return { type: answered ? 'absent' : 'reading' }
  return {
    type: 'present',
    kinds: here.length,
    live: here.filter((state) => state === 'live').length,
    forbidden: here.filter((state) => state === 'forbidden').length,
  }
}

/** Whether a plugin is worth a place in the rail: some cluster in scope has it and follows it. */
export function isInUse(
  plugin: PluginEntry,
  { kinds }: PluginHealth,
  scope: readonly string[],
): boolean {
  return (
    kinds.length > 0 ||
    plugin.clusters.some(
      ({ id, present, enabled }) =>
        present && enabled && (scope.length === 0 || scope.includes(id)),
    )
  )
}
