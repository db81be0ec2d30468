import { type AddressInfo, type Socket, connect, createServer } from 'node:net'
import { breakOff, cutOff } from './break-off.ts'
import { SlowLine, type LineQuality } from './slow-line.ts'

/** A TCP proxy that makes the faults of a network on demand. It starts by passing everything on. */
export interface FaultProxy extends AsyncDisposable {
  readonly port: number
  /** Connections open through it. */
  readonly connections: number
  /** Bytes that have come from those who connect. */
  readonly sent: number
  /** Bytes that have come from the other side, as far as they were taken from it. */
  readonly received: number
  /** Breaks every connection at once, as a crashed peer does. */
  reset(): void
  /** Until disposed of, new connections are broken at once. */
  refuse(): Disposable
  /** From now on the bytes of every connection vanish, for good; until disposed of, those of new ones too. */
  blackHole(): Disposable
  /** Until disposed of, nothing passes; then everything goes on, nothing lost. */
  pause(): Disposable
  /** Until disposed of, each piece is passed on that much later, in order. */
  slow(latencyMs: number): Disposable
  /** Until disposed of, new connections are of this quality: slow, far, losing packets that are sent again. */
  worsen(quality: LineQuality): Disposable
}

/** Starts a proxy on a free loopback port, in front of another port, which is asked for at each connection. */
export async function startFaultProxy(target: {
  readonly host?: string
  readonly port: number
}): Promise<FaultProxy> {
  const pairs = new Set<Pair>()
  let received = 0
  let sent = 0
  const network: Network = {
    refusing: 0,
    blackHoles: 0,
    pauses: 0,
    latencyMs: 0,
    quality: undefined,
  }
  const server = createServer((client) => {
    if (network.refusing > 0) return breakOff(client)
    const upstream = connect(target.port, target.host ?? '127.0.0.1')
    client.setNoDelay(true)
    upstream.setNoDelay(true)
    const pair: Pair = { client, upstream, lost: network.blackHoles > 0 }
    pairs.add(pair)
    forward(pair, [client, upstream], network)
    forward(pair, [upstream, client], network)
    client.on('data', (chunk: Buffer) => (sent += chunk.length))
    upstream.on('data', (chunk: Buffer) => (received += chunk.length))
    // A server does not see its client go while packets vanish: that side stays until it closes too.
    const forget = () => client.destroyed && upstream.destroyed && pairs.delete(pair)
    client.once('close', forget)
    upstream.once('close', forget)
    if (network.pauses > 0) setPaused(pair, true)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    port: portOf(server.address()),
    get connections() {
      return [...pairs].filter(({ client }) => !client.destroyed).length
    },
    get sent() {
      return sent
    },
    get received() {
      return received
    },
    reset() {
      for (const pair of pairs) resetBoth(pair)
    },
    refuse: () => counted(network, 'refusing'),
    blackHole() {
      for (const pair of pairs) pair.lost = true
      return counted(network, 'blackHoles')
    },
    pause() {
      const pausing = counted(network, 'pauses')
      for (const pair of pairs) setPaused(pair, true)
      return {
        [Symbol.dispose]() {
          pausing[Symbol.dispose]()
          if (network.pauses === 0) for (const pair of pairs) setPaused(pair, false)
        },
      }
    },
    slow(latencyMs) {
      const before = network.latencyMs
      network.latencyMs = latencyMs
      return { [Symbol.dispose]: () => void (network.latencyMs = before) }
    },
    worsen(quality) {
      const before = network.quality
      network.quality = quality
      return { [Symbol.dispose]: () => void (network.quality = before) }
    },
    async [Symbol.asyncDispose]() {
      for (const pair of pairs) resetBoth(pair)
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

interface Pair {
  readonly client: Socket
  readonly upstream: Socket
  /** Its bytes vanish; what has vanished cannot come back, so this never ends. */
  lost: boolean
}

interface Network {
  refusing: number
  blackHoles: number
  pauses: number
  latencyMs: number
  quality: LineQuality | undefined
}

function forward(pair: Pair, [from, to]: readonly [Socket, Socket], network: Network): void {
  let due = Promise.resolve()
  const { quality } = network
  const line = quality && new SlowLine(from, to, Math.random)
  from.on('data', (chunk: Buffer) => {
    if (pair.lost) return
    if (line !== undefined && quality !== undefined) return line.carry(chunk, quality)
    const latency = network.latencyMs
    if (latency === 0) return void to.write(chunk)
    due = due.then(() => delayed(latency)).then(() => void (pair.lost || to.write(chunk)))
  })
  // What is on its way arrives before the end does.
  const afterAll = (then: () => void): void => {
    if (pair.lost) return
    if (line === undefined) then()
    else line.settled.then(then, then)
  }
  from.once('end', () => afterAll(() => void to.end()))
  // A broken side breaks the other; 'close' follows.
  from.once('error', () => pair.lost || breakOff(to))
  from.once('close', () => afterAll(() => cutOff(to)))
}

function delayed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function setPaused({ client, upstream }: Pair, paused: boolean): void {
  for (const socket of [client, upstream]) {
    if (paused) socket.pause()
    else socket.resume()
  }
}

function resetBoth({ client, upstream }: Pair): void {
  breakOff(client)
  breakOff(upstream)
}

function counted(network: Network, name: 'refusing' | 'blackHoles' | 'pauses'): Disposable {
  network[name] += 1
  let over = false
  return {
    [Symbol.dispose]() {
      if (!over) network[name] -= 1
      over = true
    },
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return address.port
}
