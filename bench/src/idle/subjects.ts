import { join } from 'node:path'
import { SUBPROTOCOL } from '@argus/contracts/client-frame'

import { startBun, startCentrifugo, startLineServer, startSocketIo } from '../fanout/peers.ts'
import { addCluster, startGatewayProcess, topicOf, write } from '../gateway/gateway-process.ts'
import type { IdleSubject } from './resting.ts'

const COLLECTED = ['--expose-gc', '--import', join(import.meta.dirname, 'collect-on-signal.ts')]
const TOPICS = ['some', 'more', 'others'] as const

/** The gateway, each socket following the rows of three Topics. */
export async function idleArgus(): Promise<IdleSubject> {
  await using made = new AsyncDisposableStack()
  const gateway = made.use(await startGatewayProcess({ resources: TOPICS, flags: COLLECTED }))
  const { world, pid, port, token } = gateway
  for (const resource of TOPICS) await write(world, resource, [{ key: 'bench/one' }])
  const say = (frame: object): string => JSON.stringify(frame)
  const subscribe = (resource: string): string =>
    say({ type: 'subscribe', id: resource, topic: topicOf(resource), shape: 'row' })
  const [some, more, others] = TOPICS
  const kept = made.move()
  return onSignal({
    name: 'Argus',
    pid,
    dial: {
      port,
      path: '/ws',
      protocol: SUBPROTOCOL,
      script: [
        ['', say({ type: 'hello', token })],
        ['"welcome"', subscribe(some)],
        ['"synced"', subscribe(more)],
        ['"synced"', subscribe(others)],
        ['"synced"', ''],
      ],
    },
    live: () => addCluster(world, 'beta'),
    flush: () => Promise.reject(new Error('nothing happens here')),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  })
}

export async function idleWs(): Promise<IdleSubject> {
  const server = join(import.meta.dirname, 'ws-server.ts')
  const command = [process.execPath, ...COLLECTED, server] as const
  return onSignal(await startLineServer('ws', command, { path: '/', script: [] }))
}

export async function idleSocketIo(): Promise<IdleSubject> {
  return onSignal(await startSocketIo(COLLECTED))
}

export async function idleBun(binary: string): Promise<IdleSubject> {
  return onSignal({ ...(await startBun(binary)), name: 'Bun' })
}

export async function idleCentrifugo(binary: string): Promise<IdleSubject> {
  const subject = await startCentrifugo(binary, '25s')
  return {
    ...subject,
    /** https://pkg.go.dev/net/http/pprof: the heap's profile, after a collection where `gc` is above zero. */
    async collect() {
      const response = await fetch(`${subject.url}/debug/pprof/heap?gc=1`)
      if (!response.ok) throw new Error(`Centrifugo answers ${response.status}`)
      await response.arrayBuffer()
    },
  }
}

function onSignal(subject: Omit<IdleSubject, 'collect'>): IdleSubject {
  return {
    ...subject,
    collect: () => {
      process.kill(subject.pid, 'SIGUSR2')
      return Promise.resolve()
    },
  }
}
