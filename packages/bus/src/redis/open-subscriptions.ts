import { parseAddress, parseNode } from './address.ts'
import { clientOf, clusterClient, nodeClient } from './client.ts'
import { attempted, connectionOf, type ConnectOptions } from './connect.ts'
import { ShardedSubscriber } from './sharded-subscriber.ts'
import { Subscriber } from './subscriber.ts'
import type { Subscriptions } from './subscriptions.ts'

/** Opens connections for subscriptions alone. Answers when the first attempt has ended. Throws for an address that is none. */
export async function openSubscriptions(
  options: Omit<ConnectOptions, 'pipelined'>,
): Promise<Subscriptions> {
  const { url, onFault, name } = options
  const client = { name, pipelined: false }
  const address = parseAddress(url)
  if (address.kind !== 'cluster') {
    const connection = connectionOf(clientOf(address, client), onFault)
    return new Subscriber(await attempted(connection), onFault)
  }
  return new ShardedSubscriber({
    cluster: await attempted(connectionOf(clusterClient(address, client), onFault)),
    open: (node) => connectionOf(nodeClient(parseNode(node), address.access, client), onFault),
    onFault,
  })
}
