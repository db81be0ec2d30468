/** As many `ListWatch` of the client library over the kinds of a cluster, in one process. */
import { CustomObjectsApi, type KubernetesObject, ListWatch, Watch } from '@kubernetes/client-node'

import { clientNodeConfig } from '../cluster/client-node.ts'
import { pathOf, THINGS } from '../cluster/things.ts'
import { quietTime } from './quiet-time.ts'

await quietTime(async ({ server, plurals }) => {
  const config = clientNodeConfig(server)
  const api = config.makeApiClient(CustomObjectsApi)
  await Promise.all(
    plurals.map(async (plural) => {
      const list = () => api.listClusterCustomObject({ ...THINGS, plural })
      const informer = new ListWatch<KubernetesObject>(
        pathOf(plural),
        new Watch(config),
        list,
        false,
      )
      informer.on('error', () => void informer.start())
      await informer.start()
    }),
  )
})
