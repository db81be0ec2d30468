import { connect, createServer, type Socket } from 'node:net'

/** Passes connections on to a server of this machine, and counts them. */
export interface CountingProxy extends AsyncDisposable {
  readonly port: number
  /** All so far, closed ones included. */
  readonly opened: number
}

export async function startCountingProxy(to: number): Promise<CountingProxy> {
  let opened = 0
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    opened += 1
    const far = connect(to, '127.0.0.1')
    for (const [socket, other] of [[near, far] as const, [far, near] as const]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.once('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      // 'close' follows, and ends the other half.
      socket.on('error', () => socket.destroy())
      socket.pipe(other)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    get opened() {
      return opened
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
