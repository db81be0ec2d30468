import { once } from 'node:events'
import { connect } from 'node:net'
import { createServer } from 'node:tls'
import { loopbackCertificate } from '@argus/testkit/loopback-certificate'

/** TLS in front of a port, as a load balancer would end it, at an address of this machine that the pods reach. */
export interface TlsDoor extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /** Who trusts it trusts the door. As PEM. */
  readonly authority: string
}

export interface Place {
  readonly host: string
  readonly port: number
}

/** What comes in goes to `behind`; the address is the one by which this machine reaches `node`. */
export async function openTlsDoor(node: Place, behind: Place): Promise<TlsDoor> {
  const host = await ownAddress(node)
  const { key, cert } = await loopbackCertificate('console', host)
  const server = createServer({ key, cert }, (socket) => {
    const inside = connect(behind.port, behind.host)
    socket.pipe(inside).pipe(socket)
    const end = (): void => {
      socket.destroy()
      inside.destroy()
    }
    for (const one of [socket, inside]) one.once('error', end).once('close', end)
  })
  server.listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the door has no port')
  return {
    host,
    port: address.port,
    authority: cert,
    async [Symbol.asyncDispose]() {
      server.close()
    },
  }
}

async function ownAddress({ host, port }: Place): Promise<string> {
  const socket = connect(port, host)
  await once(socket, 'connect')
  const { localAddress } = socket
  socket.destroy()
  if (localAddress === undefined) throw new Error(`no address of this machine reaches ${host}`)
  return localAddress
}
