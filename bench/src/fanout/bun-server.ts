/**
 * Runs in Bun: `publish` to a topic all are in. Lines of standard input: events and bytes of a flush, and a stamp where
 * they carry one. Its argument is after how many seconds of silence it ends a connection. A SIGUSR2 collects all that is
 * garbage.
 */
import { createInterface } from 'node:readline'

import { payloadOf } from './subject.ts'

/** What is used of it here. */
interface BunServer {
  readonly port: number
  upgrade(request: Request): boolean
  publish(topic: string, text: string): number
}
declare const Bun: {
  serve(options: {
    readonly hostname: string
    readonly port: number
    fetch(request: Request): Response | undefined
    readonly websocket: {
      readonly idleTimeout: number
      open(socket: { subscribe(topic: string): void }): void
      message(): void
    }
  }): BunServer
  gc(synchronous: boolean): void
}

/** It pings 16 s before that. */
const idleTimeout = Number(process.argv[2])

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch: (request) => (server.upgrade(request) ? undefined : new Response(null, { status: 400 })),
  websocket: {
    idleTimeout,
    open: (socket) => socket.subscribe('all'),
    message: () => undefined,
  },
})
process.on('SIGUSR2', () => Bun.gc(true))
console.log(server.port)
for await (const line of createInterface(process.stdin)) {
  const [events, bytes, stamp] = line.split(' ')
  const payload = payloadOf(Number(bytes), stamp)
  for (let event = 0; event < Number(events); event += 1) server.publish('all', payload)
}
