/** A `Watch` of the client library; each event is made text once and sent to each client. Prints its port. */
import { Watch } from '@kubernetes/client-node'
import { WebSocketServer } from 'ws'

import { clientNodeConfig } from '../cluster/client-node.ts'

const clients = new WebSocketServer({ host: '127.0.0.1', port: 0, backlog: 1_024 })
const watch = new Watch(clientNodeConfig(JSON.parse(process.env['SERVER'] ?? '')))

/** An API server ends a watch of a kind whose definition changes, which one just made does: then it begins again. */
async function follow(): Promise<void> {
  await watch.watch(
    process.env['WATCHED'] ?? '',
    {},
    (type, object: unknown) => {
      const text = JSON.stringify({ type, object })
      for (const client of clients.clients) client.send(text)
    },
    (error: unknown) => {
      if (error instanceof Error) throw error
      void follow()
    },
  )
}

await follow()
const address = clients.address()
if (typeof address === 'object') console.log(address?.port)
