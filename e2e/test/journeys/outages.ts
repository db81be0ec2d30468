import { setTimeout as delay } from 'node:timers/promises'
import type { SupervisedProcess } from '@argus/constellation/supervised-process'
import { until } from '@argus/testkit/until'
import { describe, expect, it } from '@jest/globals'

import { PROMETHEUS_RULES, SERVICE_MONITORS } from '../../src/kind.ts'
import { type Mirror, openMirror, type Silence } from '../../src/mirror.ts'
import { changeOne, seeded } from '../../src/random-changes.ts'
import { statesOfClusters } from '../../src/truth.ts'
import { gatewayUrl, type World } from '../../src/world.ts'

/** A change every so often, in two clusters. */
const PACE_MS = 20
const STREAM_BEFORE_MS = 1_000
const PAUSE_MS = 10_000
const WHOLE_WITHIN_MS = 20_000
/** A silence as long as this must have been told. */
const TOLD_FROM_MS = 5_000
const NAMESPACE = 'stream'

type Victims = (world: World) => readonly SupervisedProcess[]

const watcher: Victims = ({ argus }) => argus.watchers.slice(0, 1)
const watchers: Victims = ({ argus }) => argus.watchers
const gateway: Victims = ({ argus }) => argus.gateways.slice(0, 1)
const redis: Victims = ({ argus }) =>
  argus.redis.process === undefined ? [] : [argus.redis.process]

/** Kills and freezes, in the middle of a stream of changes; what a client shows is then what the clusters hold. */
export function outages(world: () => World): void {
  describe('in the middle of a stream of changes', () => {
    it.each([
      ['one watcher of two', watcher],
      ['every watcher', watchers],
      ['the gateway', gateway],
      ['Redis', redis],
    ])('the death of %s leaves nothing missing and nothing stale', async (_, victims) => {
      await using mirror = await openStreamMirror(world())
      const restored = await duringStream(world(), async () => {
        await Promise.all(victims(world()).map((each) => each.kill()))
        await delay(PAUSE_MS / 5)
      })
      await expectWhole(world(), mirror, restored)
    })

    it.each([
      ['one watcher of two', watcher, 'perhaps'],
      ['every watcher', watchers, 'surely'],
      ['the gateway', gateway, 'surely'],
      ['Redis', redis, 'surely'],
    ] as const)(
      'a pause of ten seconds of %s does neither, and is told',
      async (...[, victims, felt]) => {
        await using mirror = await openStreamMirror(world())
        const began = Date.now()
        const restored = await duringStream(world(), async () => {
          for (const each of victims(world())) each.pause()
          await delay(PAUSE_MS)
          for (const each of victims(world())) each.resume()
        })
        await expectWhole(world(), mirror, restored)
        const silences = mirror.silences(began, TOLD_FROM_MS)
        if (felt === 'surely') expect(silences).not.toEqual([])
        expect(silences.filter((silence) => !isTold(mirror, silence))).toEqual([])
      },
    )
  })
}

async function openStreamMirror(world: World): Promise<Mirror> {
  const { group, resource } = SERVICE_MONITORS
  const mirror = await openMirror({
    socketUrl: gatewayUrl(world, 0),
    authUrl: world.argus.authUrl,
    request: { topic: { cluster: '*', group, resource }, namespaces: [NAMESPACE], shape: 'object' },
  })
  await until(() => mirror.synced >= 2, { timeoutMs: 20_000, what: 'both clusters to be read' })
  return mirror
}

let step = 10_000

/** Runs the task while changes go on; answers when the task was over. */
async function duringStream({ fleet }: World, task: () => Promise<void>): Promise<number> {
  const population = {
    clusters: [fleet.oslo, fleet.bergen],
    kinds: [SERVICE_MONITORS, PROMETHEUS_RULES],
    namespaces: [NAMESPACE],
    size: 100,
  }
  const random = seeded(step)
  const changing = setInterval(() => changeOne(population, random, step++), PACE_MS)
  try {
    await delay(STREAM_BEFORE_MS)
    await task()
    return performance.now()
  } finally {
    await delay(STREAM_BEFORE_MS / 2)
    clearInterval(changing)
  }
}

async function expectWhole({ fleet }: World, mirror: Mirror, restored: number): Promise<void> {
  const truth = () =>
    statesOfClusters(
      [fleet.oslo, fleet.bergen],
      SERVICE_MONITORS,
      ({ metadata }) => metadata.namespace === NAMESPACE,
    )
  await until(() => JSON.stringify(mirror.states()) === JSON.stringify(truth()), {
    timeoutMs: Math.max(0, restored + WHOLE_WITHIN_MS - performance.now()),
    what: 'the client to hold what the clusters hold',
  }).catch(() => undefined) // the comparison says what is missing and what is stale
  expect(mirror.states()).toEqual(truth())
}

/** Whether the report has, within the silence, a lost connection or a state of that cluster other than live. */
function isTold({ client }: Mirror, silence: Silence): boolean {
  const { outages: lost, spans } = client.report()
  const within = ({ since, until: end = Date.now() }: { since: number; until?: number }): boolean =>
    since < silence.until && end > silence.since
  const ofCluster = ({ topic, state }: { topic: string; state: string }): boolean =>
    topic.startsWith(`${silence.cluster}/`) && state !== 'live'
  return lost.some(within) || spans.some((span) => ofCluster(span) && within(span))
}
