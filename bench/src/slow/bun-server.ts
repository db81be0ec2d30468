/** Runs in Bun: a line of standard input is what is published to all, as its documentation shows it. */
import { createInterface } from 'node:readline'

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
      open(socket: { subscribe(topic: string): void }): void
      message(): void
    }
  }): BunServer
}

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch: (request) => (server.upgrade(request) ? undefined : new Response(null, { status: 400 })),
  websocket: { open: (socket) => socket.subscribe('all'), message: () => undefined },
})
console.log(server.port)
for await (const line of createInterface(process.stdin)) server.publish('all', line)
