import { clustersAnswerSchema } from '@argus/contracts/http/clusters'
import type { Tokens } from '@argus/contracts/http/auth'
import { topicKey } from '@argus/contracts/topic'
import type { LiveEvent } from '@argus/live-client/live-event'

import { callApi } from '../session.ts'
import type { Sockets } from './sockets.ts'

/** How many clusters are asked for Leases; the first to change is enough. */
const CLUSTERS = 20

/**
 * Waits for any change in any cluster, for who may not write: of the counts of all kinds that Argus follows, which grow
 * with every change, or of a Lease, of which every real cluster renews some each ten seconds. Answers which it was.
 */
export async function anyChange(url: string, tokens: Tokens, sockets: Sockets): Promise<string> {
  const answer = await callApi(url, tokens, { method: 'GET', path: '/api/clusters' })
  const { clusters } = clustersAnswerSchema.parse(answer)
  if (clusters.length === 0)
    throw new Error('Argus follows no cluster. Add one in the console, or start simulated ones.')
  const counts = sockets.first(
    { topic: { cluster: '*', group: '*', resource: '*' }, shape: 'count' },
    grownCounts(),
  )
  const leases = clusters
    .slice(0, CLUSTERS)
    .map(({ id: cluster }) =>
      sockets.first(
        { topic: { cluster, group: 'coordination.k8s.io', resource: 'leases' }, shape: 'object' },
        changedObject(),
      ),
    )
  return Promise.any([counts, ...leases]).catch((error: AggregateError) => {
    throw error.errors[0]
  })
}

/** Changes are counted from the first full reading on. */
function grownCounts(): (event: LiveEvent) => string | undefined {
  const before = new Map<string, number>()
  return (event) => {
    if (event.type !== 'counts') return undefined
    const topic = topicKey(event.topic)
    const changes = event.counts.reduce((sum, count) => sum + count.changes, 0)
    const known = before.get(topic)
    before.set(topic, changes)
    return known === undefined || changes <= known ? undefined : `a change of ${topic}`
  }
}

function changedObject(): (event: LiveEvent) => string | undefined {
  let synced = false
  return (event) => {
    if (event.type === 'synced') synced = true
    if (event.type !== 'changed' || !synced) return undefined
    const item = event.changes.find(({ type }) => type === 'upserted')
    if (item?.type !== 'upserted') return undefined
    return `a change of ${topicKey(event.topic)} ${item.item.key}`
  }
}
