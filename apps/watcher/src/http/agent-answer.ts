import type { TopicLogWriter, UplinkNews } from '@argus/bus/publish'
import type { ClusterAnswer } from '@argus/contracts/http/clusters'

import type { Directory } from '../topic/directory.ts'

interface AgentSources {
  readonly directory: Directory
  readonly replicas: { readonly uplinks: ReadonlyMap<string, UplinkNews> }
  readonly log: Pick<TopicLogWriter, 'readMeta'>
}

/** How it stands with the agent of a cluster, whichever replica holds its line. */
export async function agentAnswer(
  cluster: string,
  { directory, replicas, log }: AgentSources,
): Promise<NonNullable<ClusterAnswer['agent']>> {
  const uplink = replicas.uplinks.get(cluster)
  if (uplink === undefined) return { connected: false, since: null, version: null, lag: null }
  const { connected, since, version } = uplink
  const lag = connected ? await lagOf(cluster, directory, log) : null
  return { connected, since: new Date(since).toISOString(), version, lag }
}

/** The longest that anything followed took. */
async function lagOf(
  cluster: string,
  directory: Directory,
  log: Pick<TopicLogWriter, 'readMeta'>,
): Promise<number | null> {
  const topics = directory
    .resourcesOf(cluster)
    .flatMap(({ ref, entry: { version } }) => (version === undefined ? [] : { ...ref, version }))
  const metas = await Promise.all(topics.map((topic) => log.readMeta(topic)))
  const lags = metas.flatMap((meta) =>
    meta?.status.state === 'live' && meta.stats !== undefined ? meta.stats.lag : [],
  )
  return lags.length === 0 ? null : Math.max(...lags)
}
