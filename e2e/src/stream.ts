import { setTimeout as delay } from 'node:timers/promises'
import { seeded } from '@argus/testkit/seeded'
import { until } from '@argus/testkit/until'
import { expect } from '@jest/globals'

import { PROMETHEUS_RULES, SERVICE_MONITORS } from './kind.ts'
import { type Mirror, openMirror } from './mirror.ts'
import { changeOne } from './random-changes.ts'
import { statesOfClusters } from './truth.ts'
import type { World } from './world.ts'

/** A change every so often, in two clusters. */
const PACE_MS = 20
const STREAM_BEFORE_MS = 1_000
const WHOLE_WITHIN_MS = 20_000
const NAMESPACE = 'stream'

/** A client that follows the stream over both clusters, and has read what there is. */
export async function openStreamMirror(world: World, socketUrl: string): Promise<Mirror> {
  const { group, resource } = SERVICE_MONITORS
  const mirror = await openMirror({
    socketUrl,
    authUrl: world.argus.authUrl,
    request: { topic: { cluster: '*', group, resource }, namespaces: [NAMESPACE], shape: 'object' },
  })
  await until(() => mirror.synced >= 2, { timeoutMs: 20_000, what: 'both clusters to be read' })
  return mirror
}

let step = 10_000

/** Runs the task while changes go on; answers when the task was over. */
export async function duringStream({ fleet }: World, task: () => Promise<void>): Promise<number> {
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

/** Fails where the client does not come to hold, soon after `restored`, what the clusters hold. */
export async function expectWhole(
  { fleet }: World,
  mirror: Mirror,
  restored: number,
): Promise<void> {
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
