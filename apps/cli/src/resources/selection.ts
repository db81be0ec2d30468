import { clustersEndpoints, type ClustersAnswer } from '@argus/contracts/http/clusters'
import { health } from '@argus/contracts/row'

import type { Surroundings } from '../command.ts'
import { misused } from '../failure.ts'
import type { Invocation } from '../invocation.ts'
import { open, type Opened } from '../session/open.ts'
import { chooseClusters } from './choose-clusters.ts'
import type { Filter } from './read-list.ts'

type Cluster = ClustersAnswer['clusters'][number]

/** Who is asked about which clusters. */
export interface Selection {
  readonly opened: Opened
  readonly clusters: readonly Cluster[]
  /** Whether an answer has to say of which cluster each thing is. */
  readonly several: boolean
}

/** Throws a Failure where a pattern fits no cluster. */
export async function select(
  input: Invocation,
  { config, signal }: Surroundings,
): Promise<Selection> {
  const opened = await open(config, input.text('context'))
  const answer = await opened.api.call(clustersEndpoints.list, {}, { signal })
  const patterns = input.list('cluster')
  const clusters = chooseClusters(patterns, answer.clusters)
  const one = patterns.length === 1 && patterns.every((each) => !/[*?]/.test(each))
  return { opened, clusters, several: !one }
}

/** What the options of `FILTERS` say. */
export function filterOf(input: Invocation): Omit<Filter, 'shape'> {
  const namespaces = input.list('namespace')
  if (namespaces.length > 0 && input.on('all-namespaces'))
    throw misused('-n and -A say different things', 'Give one of them.')
  const [labels, cel] = [input.text('selector'), input.text('where')]
  const wanted = health.options.filter((each) => input.list('health').includes(each))
  return {
    ...(namespaces.length > 0 && { namespace: [...namespaces] }),
    ...(wanted.length > 0 && { health: wanted }),
    ...(labels !== undefined && { labels }),
    ...(cel !== undefined && { cel }),
  }
}
