import type { Socket } from 'node:net'

/** Sockets on their way to a reset. */
const breaking = new WeakSet<Socket>()

/**
 * Breaks a connection as a crashed peer does, with a reset where that is possible. A socket with bytes that nobody takes
 * cannot be reset, and one that is destroyed in the middle of its reset is never closed: its process then cannot exit.
 */
export function breakOff(socket: Socket): void {
  if (socket.destroyed || breaking.has(socket)) return
  if (socket.connecting || socket.writableLength > 0 || socket.writableEnded) {
    socket.destroy()
    return
  }
  breaking.add(socket)
  socket.resetAndDestroy()
}

/** Closes a connection without ceremony, unless it is being broken off already. */
export function cutOff(socket: Socket): void {
  if (!breaking.has(socket)) socket.destroy()
}
