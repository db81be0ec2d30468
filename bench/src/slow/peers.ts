import { startChild } from '../fanout/child.ts'
import { bunServer, wsServer } from '../fanout/peers.ts'
import { EVERYTHING } from './reader.ts'
import type { SlowSubject } from './subject.ts'

export function startWs(bytes: number): Promise<SlowSubject> {
  return startLineServer('ws send', wsServer, bytes)
}

/** After as long a silence as it is left to by itself. */
export function startBun(binary: string, bytes: number): Promise<SlowSubject> {
  return startLineServer('Bun publish', bunServer(binary, 120), bytes)
}

/** A server that sends an event of so many bytes, with the stamp of a line, to all, and prints its port first. */
async function startLineServer(
  name: string,
  [command, ...args]: readonly [string, ...string[]],
  bytes: number,
): Promise<SlowSubject> {
  const child = startChild(command, args)
  const port = Number(await child.hear())
  return {
    name,
    pid: child.pid,
    dial: { port, path: '/', script: [] },
    publish(_, stamp) {
      void child.say(`1 ${bytes} ${stamp}`) // What could not be said ends its process, and with it this one.
      return EVERYTHING
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}
