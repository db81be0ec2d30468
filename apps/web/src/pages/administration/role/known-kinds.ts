import type { PluginManifest } from '@argus/contracts/plugin-manifest'
import { useMemo } from 'react'

import { useKinds, usePlugins, WATCHES } from '../../../live/kinds.ts'
import { useResource, useTopicStore } from '../../../live/live-context.tsx'
import { kindKey } from '../../../live/tally.ts'
import { pluralName } from '../../../paths.ts'
import type { SeenKind } from './seen-objects.ts'

/** A kind that Argus knows of. */
export interface KnownKind extends SeenKind {
  readonly plugin: string | undefined
  /** Whether it is followed in some cluster, so that its objects can be counted. */
  readonly followed: boolean
}

/** What is followed, and what plugins bring, by name. */
export function useKnownKinds(): readonly KnownKind[] {
  const { data: plugins = NO_PLUGINS } = usePlugins()
  const kinds = useKinds(useResource(useTopicStore(WATCHES)), plugins)
  return useMemo(() => {
    const known = new Map(
      plugins.flatMap(({ name, resources }) =>
        resources.map(({ group, resource, kind }): [string, KnownKind] => [
          kindKey({ group, resource }),
          { group, resource, title: pluralName(kind, resource), plugin: name, followed: false },
        ]),
      ),
    )
    for (const { group, resource, kind, plugin } of kinds)
      known.set(kindKey({ group, resource }), {
        group,
        resource,
        title: pluralName(kind, resource),
        plugin: plugin?.name,
        followed: true,
      })
    return [...known.values()].toSorted(
      (a, b) => a.title.localeCompare(b.title) || a.group.localeCompare(b.group),
    )
  }, [kinds, plugins])
}

const NO_PLUGINS: readonly PluginManifest[] = []
