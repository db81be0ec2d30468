import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@argus/testkit/free-port'
import { until } from '@argus/testkit/until'

import { startChild } from './child.ts'
import { payloadOf, type Dial, type Subject } from './subject.ts'

/** A server that is told of each flush by a line, and prints its port first. */
export async function startLineServer(
  name: string,
  command: readonly [string, ...string[]],
  dial: Omit<Dial, 'port'>,
): Promise<Subject> {
  const child = startChild(command[0], command.slice(1))
  const port = Number(await child.hear())
  return {
    name,
    pid: child.pid,
    dial: { port, ...dial },
    flush: ({ events, bytes }) => child.say(`${events} ${bytes}`),
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}

function script(name: string): string {
  return join(import.meta.dirname, name)
}

const plain = { path: '/', script: [] }

export function startWrite(binary: string): Promise<Subject> {
  return startLineServer('C write()', [binary], plain)
}

export function startFrames(): Promise<Subject> {
  return startLineServer('Node write', [process.execPath, script('frame-server.ts')], plain)
}

export function startWs(): Promise<Subject> {
  return startLineServer('ws send', wsServer, plain)
}

/** It ends who is silent for 40 s, and pings after 24 s. */
export function startBun(binary: string): Promise<Subject> {
  return startLineServer('Bun publish', bunServer(binary, 40), plain)
}

/** The command of Bun's server. */
export function bunServer(binary: string, idleSeconds: number): readonly [string, ...string[]] {
  return [binary, script('bun-server.ts'), `${idleSeconds}`]
}

/** The command of the server that sends to each. */
export const wsServer: readonly [string, ...string[]] = [process.execPath, script('ws-server.ts')]

/** `flags` of Node. It pings every 25 s. */
export function startSocketIo(flags: readonly string[] = []): Promise<Subject> {
  return startLineServer('Socket.IO', [process.execPath, ...flags, script('socket-io-server.ts')], {
    path: '/socket.io/?EIO=4&transport=websocket',
    heartbeat: ['2', '3'],
    script: [
      ['0{', '40'],
      ['40{', ''],
    ],
  })
}

/** A Centrifugo, at its address. */
export interface Centrifugo extends Subject {
  readonly url: string
}

/** One channel that all subscribe to; a flush is one request with a publish an event. */
export async function startCentrifugo(binary: string, pings = '10m'): Promise<Centrifugo> {
  await using made = new AsyncDisposableStack()
  const dir = await mkdtemp(join(tmpdir(), 'argus-centrifugo-'))
  made.defer(() => rm(dir, { recursive: true, force: true }))
  const port = await freePort()
  const config = {
    http_server: { address: '127.0.0.1', port: `${port}` },
    http_api: { insecure: true },
    health: { enabled: true },
    debug: { enabled: true },
    client: { insecure: true, allowed_origins: ['*'], ping_interval: pings },
    log: { level: 'error' },
  }
  await writeFile(join(dir, 'config.json'), JSON.stringify(config))
  const child = made.use(startChild(binary, ['--config', join(dir, 'config.json')]))
  const url = `http://127.0.0.1:${port}`
  const healthy = () =>
    fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    )
  await until(healthy, { what: 'a healthy Centrifugo', timeoutMs: 20_000 })
  const kept = made.move()
  return {
    name: 'Centrifugo',
    url,
    pid: child.pid,
    dial: {
      port,
      path: '/connection/websocket',
      heartbeat: ['{}', '{}'],
      script: [
        ['', '{"id":1,"connect":{}}'],
        ['"connect"', '{"id":2,"subscribe":{"channel":"all"}}'],
        ['"subscribe"', ''],
      ],
    },
    async flush({ events, bytes }) {
      const publish = { channel: 'all', data: payloadOf(bytes - 2) }
      const commands = Array.from({ length: events }, () => ({ publish }))
      const body = JSON.stringify({ commands })
      const response = await fetch(`${url}/api/batch`, { method: 'POST', body })
      if (!response.ok) throw new Error(`Centrifugo answers ${response.status}`)
      await response.arrayBuffer()
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
