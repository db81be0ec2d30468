import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * A TCP port of loopback that nobody listened on a moment ago. Below those that systems choose from for connections, one of
 * which could have it before a slow program listens.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = randomInt(10_000, 32_000)
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    return port
  }
  throw new Error('Of a hundred ports tried none was free')
}

/** Those that this process was given, and one that browsers and `fetch` refuse to ask: https://fetch.spec.whatwg.org/#port-blocking */
const given = new Set([10_080])

async function isFree(port: number): Promise<boolean> {
  const probe = createServer()
  try {
    probe.listen(port, '127.0.0.1')
    await once(probe, 'listening')
  } catch {
    return false // It is taken, or not ours to take.
  }
  probe.close()
  await once(probe, 'close')
  return true
}
