import { clustersAnswerSchema } from '@argus/contracts/http/clusters'
import { watchesAnswerSchema } from '@argus/contracts/http/watches'
import { until } from '@argus/testkit/until'

import { callApi, logIn } from '../session.ts'
import { CHANGED } from './changes.ts'
import { OWN_CLUSTER } from './release.ts'
import type { Installed } from './under-changes.ts'

/** Waits until the cluster that Argus runs in is followed by the account of its own pods. */
export async function followsItself({ consoleUrl, login }: Installed): Promise<string> {
  const tokens = await logIn(consoleUrl, login)
  const read = (path: string): Promise<unknown> =>
    callApi(consoleUrl, tokens, { method: 'GET', path })
  return until(
    async () => {
      const { clusters } = clustersAnswerSchema.parse(await read('/api/clusters'))
      const own = clusters.find(({ id }) => id === OWN_CLUSTER)
      if (own?.state !== 'live') throw new Error(`the own cluster is ${own?.state ?? 'not there'}`)
      const answer = await read(`/api/clusters/${OWN_CLUSTER}/watches`)
      const { watches } = watchesAnswerSchema.parse(answer)
      const live = watches.filter(({ state }) => state === 'live')
      if (!live.some(({ resource }) => resource === CHANGED.resource))
        throw new Error(`${CHANGED.resource} are not live`)
      return `${OWN_CLUSTER} is live by its ${own.source} account; ${live.length} resources`
    },
    { timeoutMs: 60_000, what: `${OWN_CLUSTER} and its ${CHANGED.resource} to be live` },
  )
}
