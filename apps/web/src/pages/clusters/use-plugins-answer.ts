import type { PluginsAnswer } from '@argus/contracts/plugin-manifest'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'

import { pluginsQuery } from '../../live/kinds.ts'
import { useSession } from '../../session/session-context.tsx'

/** All plugins, with the clusters that have and follow them; asked again until `cluster`, which may be new, is one of them. */
export function usePluginsAnswer(cluster?: string): UseQueryResult<PluginsAnswer> {
  return useQuery({
    ...pluginsQuery(useSession()),
    refetchInterval: ({ state }) => !knows(state.data, cluster) && ASK_AGAIN_MS,
  })
}

function knows(answer: PluginsAnswer | undefined, cluster: string | undefined): boolean {
  if (answer === undefined || cluster === undefined) return true
  return answer.plugins.every(({ clusters }) => clusters.some(({ id }) => id === cluster))
}

/** A cluster is followed by every replica within as much. */
const ASK_AGAIN_MS = 2_000
