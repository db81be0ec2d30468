import { connect, createServer, type Socket } from 'node:net'

/** One address before several replicas, as a Kubernetes Service is: each connection goes to one that takes it. */
export interface ServiceAddress extends AsyncDisposable {
  readonly port: number
}

/** Listens on a loopback port, any free one for 0; rejects where it is taken. Replicas take turns; one whose port is closed is passed over. */
export async function openServiceAddress(
  replicas: readonly number[],
  wanted = 0,
): Promise<ServiceAddress> {
  const open = new Set<Socket>()
  let turn = 0
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (client) => {
    const first = turn++ % replicas.length
    reach(client, [...replicas.slice(first), ...replicas.slice(0, first)])
    open.add(client)
    client.once('close', () => open.delete(client))
    // It may break before any replica has taken it; 'close' follows.
    client.on('error', () => client.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(wanted, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the address has no port')
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      for (const client of open) client.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** Connects to the first that takes it. */
function reach(client: Socket, [port, ...others]: readonly number[]): void {
  if (port === undefined) {
    client.destroy()
    return
  }
  const replica = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const refused = (): void => reach(client, others)
  replica.once('error', refused)
  replica.once('connect', () => {
    replica.off('error', refused)
    // What breaks on one side breaks on the other.
    replica.on('error', () => client.destroy())
    replica.once('close', () => client.destroy())
    client.once('close', () => replica.destroy())
    replica.pipe(client)
    client.pipe(replica)
  })
}
