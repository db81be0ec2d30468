/** The client library's `ListWatch`, until its list holds the whole resource. */
import { CustomObjectsApi, type KubernetesObject, ListWatch, Watch } from '@kubernetes/client-node'

import { clientNodeConfig } from '../cluster/client-node.ts'
import { THINGS } from '../cluster/things.ts'
import { measure } from './measure.ts'
import { task } from './task.ts'

const { server, plural, path, count } = task

await measure(async () => {
  const config = clientNodeConfig(server)
  const api = config.makeApiClient(CustomObjectsApi)
  const list = () => api.listClusterCustomObject({ ...THINGS, plural })
  const informer = new ListWatch<KubernetesObject>(path, new Watch(config), list, false)
  await informer.start()
  const { length } = informer.list()
  if (length !== count) throw new Error(`${length} of ${count} objects came`)
  return informer
})
