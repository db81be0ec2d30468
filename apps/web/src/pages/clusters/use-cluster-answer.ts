import { clustersEndpoints, type ClusterAnswer } from '@argus/contracts/http/clusters'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'

import { useCalls } from '../calls/use-calls.ts'

/** One cluster as those see it who administer it; how it stands with an agent is asked again every so many milliseconds. */
export function useClusterAnswer(id: string, againMs = 5_000): UseQueryResult<ClusterAnswer> {
  const calls = useCalls()
  return useQuery({
    queryKey: ['cluster', id],
    queryFn: ({ signal }) =>
      calls.ask({
        path: `/api/clusters/${encodeURIComponent(id)}`,
        answer: clustersEndpoints.get.answers[200],
        signal,
      }),
    refetchInterval: ({ state }) => state.data?.agent !== undefined && againMs,
  })
}
