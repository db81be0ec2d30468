import { parseObjectKey } from '@argus/contracts/key'
import {
  pluginsAnswerSchema,
  type PluginEntry,
  type PluginManifest,
} from '@argus/contracts/plugin-manifest'
import { INTERNAL_GROUP } from '@argus/contracts/topic'
import { topicState, type TopicState } from '@argus/contracts/topic-status'
import type { LiveRequest } from '@argus/live-client/live-event'
import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useMemo } from 'react'

import { call } from '../session/api.ts'
import type { Session } from '../session/session.ts'
import { useSession } from '../session/session-context.tsx'
import type { ResourceState } from './resource-store.ts'
import type { ServerFilter } from './server-filter.ts'
import { plainText } from './words.ts'

/** One kind that is followed somewhere. */
export interface Kind {
  readonly group: string
  readonly resource: string
  readonly kind: string
  readonly plugin: { readonly id: string; readonly name: string } | undefined
  /** The state of its watch in each cluster. */
  readonly states: ReadonlyMap<string, TopicState>
}

/** Argus's own account of what it follows, in all clusters. */
export const WATCHES: LiveRequest = {
  topic: { cluster: '*', group: INTERNAL_GROUP, resource: 'watches' },
  shape: 'row',
}

/** The state of every cluster. */
export const CLUSTERS: LiveRequest = {
  topic: { cluster: '*', group: INTERNAL_GROUP, resource: 'clusters' },
  shape: 'row',
}

/** The rows of a kind in all clusters, as far as they pass the filters that the gateway answers. */
export function rowsOf(
  { group, resource }: Pick<Kind, 'group' | 'resource'>,
  { labels, cel }: ServerFilter = { labels: '', cel: '' },
): LiveRequest {
  const topic = { cluster: '*', group, resource }
  return { topic, shape: 'row', ...(labels !== '' && { labels }), ...(cel !== '' && { cel }) }
}

/** The plugins of this Argus: they name and group kinds. Which clusters have them is asked again now and then. */
export function usePlugins(): UseQueryResult<readonly PluginEntry[]> {
  return useQuery({
    ...pluginsQuery(useSession()),
    staleTime: ASK_AGAIN_MS,
    select: ({ plugins }) => plugins,
  })
}

/** What is asked again after a plugin was switched. */
export const PLUGINS_KEY = ['plugins'] as const

/** All that Argus says of its plugins: asked once for whoever wants any of it. */
export function pluginsQuery(session: Session) {
  return queryOptions({
    queryKey: PLUGINS_KEY,
    queryFn: async ({ signal }) => {
      const { text } = await session.token({ fresh: false })
      return call({ path: '/api/plugins', token: text, answer: pluginsAnswerSchema, signal })
    },
  })
}

/** Every kind the reader may list somewhere, by name, from the rows of `watches`. */
export function useKinds(
  watches: ResourceState,
  plugins: readonly PluginManifest[],
): readonly Kind[] {
  return useMemo(() => kindsOf(watches, plugins), [watches, plugins])
}

function kindsOf(watches: ResourceState, plugins: readonly PluginManifest[]): readonly Kind[] {
  const kinds = new Map<string, Kind>()
  for (const [cluster, { rows }] of watches.clusters)
    for (const { item } of rows.values()) {
      const { name } = parseObjectKey(item.key)
      const known = kinds.get(name)
      const [kind, state] = item.cells
      const parsed = topicState.safeParse(state)
      const here = [cluster, parsed.success ? parsed.data : 'syncing'] as const
      if (known !== undefined)
        kinds.set(name, { ...known, states: new Map([...known.states, here]) })
      else
        kinds.set(name, {
          ...newKind(name, plainText(String(kind)), plugins),
          states: new Map([here]),
        })
    }
  return [...kinds.values()].toSorted(
    (a, b) => a.kind.localeCompare(b.kind) || a.group.localeCompare(b.group),
  )
}

/** The key of a watch is `<group>.<resource>`; the name of a resource has no dot in it. */
function newKind(
  name: string,
  kind: string,
  plugins: readonly PluginManifest[],
): Omit<Kind, 'states'> {
  const dot = name.lastIndexOf('.')
  const group = name.slice(0, dot)
  const resource = name.slice(dot + 1)
  const plugin = plugins.find(({ resources }) =>
    resources.some((one) => one.group === group && one.resource === resource),
  )
  return { group, resource, kind, plugin: plugin && { id: plugin.id, name: plugin.name } }
}

const ASK_AGAIN_MS = 30_000
