import { apiResourcesEndpoints, type ApiResourcesAnswer } from '@argus/contracts/http/api-resources'
import { queryOptions, useQueries } from '@tanstack/react-query'

import { call } from '../session/api.ts'
import type { Session } from '../session/session.ts'
import { useSession } from '../session/session-context.tsx'
import { mergeApis, type Api } from './merge-apis.ts'

/** What one cluster serves and the reader may list there; asked again after a minute at the earliest. */
export function apiResourcesOf(session: Session, cluster: string) {
  return queryOptions({
    queryKey: ['api-resources', cluster],
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<ApiResourcesAnswer> => {
      const { text: token } = await session.token({ fresh: false })
      const path = `/api/clusters/${encodeURIComponent(cluster)}/api-resources`
      return call({ path, token, answer: apiResourcesEndpoints.list.answers[200], signal })
    },
  })
}

/** What several clusters serve, as far as they have answered. */
export interface Apis {
  readonly apis: readonly Api[]
  /** Clusters that could not be asked. */
  readonly silent: readonly string[]
  readonly reading: boolean
}

/** Asks every cluster, once somebody wants to know. */
export function useApis(clusters: readonly string[], wanted: boolean): Apis {
  const session = useSession()
  return useQueries({
    queries: clusters.map((cluster) => ({ ...apiResourcesOf(session, cluster), enabled: wanted })),
    combine: (answers) => ({
      apis: mergeApis(
        answers.flatMap(({ data }, index) => {
          const cluster = clusters[index]
          return data === undefined || cluster === undefined ? [] : [{ cluster, ...data }]
        }),
      ),
      silent: clusters.filter((_, index) => answers[index]?.isError),
      reading: answers.some(({ isFetching }) => isFetching),
    }),
  })
}
