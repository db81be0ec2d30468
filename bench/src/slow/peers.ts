import { join } from 'node:path'

import { startChild } from '../fanout/child.ts'
import { EVERYTHING } from './reader.ts'
import type { SlowSubject } from './subject.ts'

export function startWs(bytes: number): Promise<SlowSubject> {
  return startLineServer('ws send', [process.execPath, script('ws-server.ts')], bytes)
}

export function startBun(binary: string, bytes: number): Promise<SlowSubject> {
  return startLineServer('Bun publish', [binary, script('bun-server.ts')], bytes)
}

/** A server that sends each line to all, and prints its port first. */
async function startLineServer(
  name: string,
  [command, ...args]: readonly [string, ...string[]],
  bytes: number,
): Promise<SlowSubject> {
  const child = startChild(command, args)
  const port = Number(await child.hear())
  const pad = 'x'.repeat(Math.max(bytes - STAMP_BYTES, 0))
  return {
    name,
    pid: child.pid,
    dial: { port, path: '/', script: [] },
    publish(_, stamp) {
      void child.say(`${stamp} ${pad}`) // What could not be said ends its process, and with it this one.
      return EVERYTHING
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}

const script = (name: string): string => join(import.meta.dirname, name)

const STAMP_BYTES = 17
