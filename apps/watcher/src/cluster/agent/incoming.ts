import { abortable } from '@argus/informer/abortable'
import type { WebSocket } from 'ws'

/** A message as it came. */
export interface Incoming {
  readonly data: Buffer
  readonly binary: boolean
}

/**
 * The messages of a socket, in order. While one is looked at nothing more is read of the socket, so that a peer that sends
 * faster than it is served fills its own memory. Ends when the socket closes or the signal aborts.
 */
export async function* incoming(socket: WebSocket, signal: AbortSignal): AsyncGenerator<Incoming> {
  const waiting: Incoming[] = []
  const closed = new AbortController()
  let arrived = Promise.withResolvers<void>()
  socket.on('message', (data, binary) => {
    socket.pause()
    if (Buffer.isBuffer(data)) waiting.push({ data, binary })
    arrived.resolve()
  })
  socket.once('close', () => closed.abort(new Error('the socket is closed')))
  const either = AbortSignal.any([signal, closed.signal])
  try {
    for (;;) {
      const message = waiting.shift()
      if (message !== undefined && !signal.aborted) {
        yield message
        continue
      }
      if (either.aborted) return
      if (socket.isPaused) socket.resume()
      await abortable(arrived.promise, either).catch(() => undefined) // The loop asks itself.
      arrived = Promise.withResolvers()
    }
  } finally {
    // So that the answer to a close is heard.
    socket.removeAllListeners('message')
    if (socket.isPaused) socket.resume()
  }
}
