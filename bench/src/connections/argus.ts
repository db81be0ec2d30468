/** So many informers over the kinds of a cluster, in one process; prints a line when all are in step, and another at the end. */
import { openApiServer } from '@argus/informer/api-server'
import { runInformer } from '@argus/informer/informer'
import { systemClock } from '@argus/informer/system-clock'

import { THINGS } from '../cluster/things.ts'
import { quietTime } from './quiet-time.ts'

await quietTime(async ({ server, plurals }) => {
  const { url, caData, token } = server
  const api = openApiServer({ server: url, caData, token }, { userAgent: 'argus' })
  const { signal } = new AbortController()
  await Promise.all(
    plurals.map(async (plural) => {
      const live = Promise.withResolvers<void>()
      const resource = { ...THINGS, resource: plural }
      const project = () => ({ hash: '' })
      const follow = async (): Promise<void> => {
        for await (const batch of runInformer({
          api,
          resource,
          project,
          clock: systemClock,
          signal,
        })) {
          if (batch.some((event) => event.type === 'synced')) live.resolve()
        }
      }
      follow().catch(live.reject)
      await live.promise
    }),
  )
})
