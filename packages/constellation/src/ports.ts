import { once } from 'node:events'
import { createServer } from 'node:net'
import { freePort } from '@argus/testkit/free-port'

/** Chooses ports for a run: never one that is taken, nor the same one twice. */
export interface PortChooser {
  /** `wanted` or the next one above it that is free; a wanted 0 is any free one. */
  choose(wanted: number): Promise<number>
}

export function choosePorts(): PortChooser {
  const chosen = new Set<number>()
  return {
    async choose(wanted) {
      if (wanted === 0) return freePort()
      for (let port = wanted; port < wanted + TRIES; port++) {
        if (chosen.has(port) || !(await isFree(port))) continue
        chosen.add(port)
        return port
      }
      throw new Error(
        `No port from ${wanted} to ${wanted + TRIES - 1} is free. End what listens there, then try again.`,
      )
    },
  }
}

const TRIES = 100

/** Both loopbacks: a browser that asks for localhost may get either. */
async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, '::1'))
}

async function canListen(port: number, host: string): Promise<boolean> {
  const probe = createServer().listen(port, host)
  try {
    await once(probe, 'listening')
  } catch (error) {
    // A machine without IPv6 has nobody there who could be in the way.
    return error instanceof Error && 'code' in error && error.code === 'EADDRNOTAVAIL'
  }
  probe.close()
  await once(probe, 'close')
  return true
}
