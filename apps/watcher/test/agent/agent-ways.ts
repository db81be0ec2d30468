import { renameSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { readEvents, type Projection as Seen } from '@argus/informer/conformance/follower'
import type { Following, WayOrders, Ways } from '@argus/informer/conformance/way'
import type { InformerEvent } from '@argus/informer/informer-event'
import { isKubernetesObject } from '@argus/informer/kubernetes-object'
import type { Projection } from '@argus/projection/project'
import type { LineQuality } from '@argus/testkit/slow-line'
import { afterAll, beforeAll } from '@jest/globals'

import { systemClock } from '../../src/clock.ts'
import { agentReach } from '../../src/cluster/agent/agent-reach.ts'
import { startAgent } from './agent-process.ts'
import { openLinesEnd, type LinesEnd } from './lines-end.ts'

/** A line that is no good one. */
export interface BadLine {
  readonly quality: LineQuality
  /** So long it lasts before it is cut, at random. */
  readonly life: readonly [leastMs: number, mostMs: number]
}

/**
 * Ways through an agent, in the hooks of a suite: each an agent process beside the API server, its line, and the
 * watcher's end of it, read where the watcher reads it. A reader that stops ends the sending alone: the agent goes on with
 * its informer for a while, and ends with the way.
 */
export function agentWays(bad?: BadLine): Ways {
  let started: LinesEnd | undefined
  beforeAll(async () => {
    started = await openLinesEnd()
    if (bad !== undefined) started.line.worsen(bad.quality)
  }, 60_000)
  afterAll(async () => {
    await started?.[Symbol.asyncDispose]()
  })
  let opened = 0
  return {
    open(...opening) {
      if (started === undefined) throw new Error('nobody listens for agents')
      const end = started
      const cluster = `cluster-${(opened += 1)}`
      const agent = startOrdered(cluster, opening, end)
      agent.catch(() => undefined) // Told to whoever follows.
      const over = new AbortController()
      // Not before: a registration that is cut is tried again after five seconds, and suites wait for ten.
      const cutting = end.lines.arrives(cluster, { signal: over.signal }).then((there) => {
        return there && bad !== undefined ? cutLines(end, bad) : undefined
      })
      return {
        follow: (following) =>
          readEvents(following.resource.resource, async function* (signal) {
            const ordered = await agent
            ordered.order(following)
            if (!(await end.lines.arrives(cluster, { signal }))) return
            const reach = agentReach(end.lines, cluster)
            for await (const batch of reach.follow({ ...requestFor(following), signal }))
              yield batch.map(seen)
          }),
        async [Symbol.asyncDispose]() {
          over.abort()
          const cutter = await cutting
          cutter?.[Symbol.dispose]()
          await (await agent)[Symbol.asyncDispose]()
          const [wrong] = end.wrong
          if (wrong !== undefined) throw new Error(wrong)
        },
      }
    },
    conflates: true,
    inThisThread: false,
  }
}

const MAIN = fileURLToPath(new URL('../../../agent/test/conformance-main.ts', import.meta.url))

interface OrderedAgent extends AsyncDisposable {
  /** Says how a resource is to be followed, before it is. */
  order(following: Following): void
}

async function startOrdered(
  cluster: string,
  [endpoint, options]: Parameters<Ways['open']>,
  end: LinesEnd,
): Promise<OrderedAgent> {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'argus-orders-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'orders.json')
  let orders: WayOrders = { options, followings: {} }
  // Whole: the agent may be reading it for another resource.
  const write = (): void => {
    writeFileSync(`${file}.new`, JSON.stringify(orders))
    renameSync(`${file}.new`, file)
  }
  write()
  const agent = made.use(
    await startAgent({
      server: { name: cluster, ...endpoint },
      url: `http://127.0.0.1:${end.line.port}`,
      token: await end.register(cluster),
      env: { ORDERS_FILE: file },
      main: MAIN,
    }),
  )
  const kept = made.move()
  return {
    order(following) {
      const { resource } = following.resource
      orders = { ...orders, followings: { ...orders.followings, [resource]: following } }
      write()
    },
    async [Symbol.asyncDispose]() {
      await agent.stop()
      await kept.disposeAsync()
      if (agent.output().includes('a defect')) throw new Error(agent.output())
    },
  }
}

let requests = 0

/** A column that no other has, so that the agent has an informer for this one alone. */
function requestFor({ resource }: Following) {
  const name = `Reader ${(requests += 1)}`
  const column = { name, type: 'string', priority: 0, jsonPath: '.metadata.name' } as const
  return {
    ...resource,
    form: 'whole',
    projector: { kind: 'Gadget', namespaced: true, columns: [column] },
    seed: [],
    clock: systemClock,
    random: Math.random,
    timing: {},
    listsAtOnce: () => 4,
    onReconnect: () => undefined,
  } as const
}

/** An event as the suite reads it. */
function seen(event: InformerEvent<Projection>): InformerEvent<Seen> {
  if (event.type !== 'upsert') return event
  const { hash, object } = event.projection
  const text = object.toString('utf8')
  const parsed: unknown = JSON.parse(text)
  if (!isKubernetesObject(parsed)) throw new Error(`${event.key} is no object`)
  return { ...event, projection: { hash, version: event.resourceVersion, text, object: parsed } }
}

function cutLines({ line }: LinesEnd, { life: [leastMs, mostMs] }: BadLine): Disposable {
  const next = (): NodeJS.Timeout =>
    setTimeout(
      () => {
        line.reset()
        timer = next()
      },
      leastMs + Math.random() * (mostMs - leastMs),
    )
  let timer = next()
  return { [Symbol.dispose]: () => clearTimeout(timer) }
}
