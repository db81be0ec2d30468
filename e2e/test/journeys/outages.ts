import { setTimeout as delay } from 'node:timers/promises'
import type { SupervisedProcess } from '@argus/constellation/supervised-process'
import { describe, expect, it } from '@jest/globals'

import type { Mirror, Silence } from '../../src/mirror.ts'
import { duringStream, expectWhole, openStreamMirror } from '../../src/stream.ts'
import { gatewayUrl, type World } from '../../src/world.ts'

const PAUSE_MS = 10_000
/** A silence as long as this must have been told. */
const TOLD_FROM_MS = 5_000

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
      await using mirror = await openStreamMirror(world(), gatewayUrl(world(), 0))
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
        await using mirror = await openStreamMirror(world(), gatewayUrl(world(), 0))
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

/** Whether the report has, within the silence, a lost connection or a state of that cluster other than live. */
function isTold({ client }: Mirror, silence: Silence): boolean {
  const { outages: lost, spans } = client.report()
  const within = ({ since, until: end = Date.now() }: { since: number; until?: number }): boolean =>
    since < silence.until && end > silence.since
  const ofCluster = ({ topic, state }: { topic: string; state: string }): boolean =>
    topic.startsWith(`${silence.cluster}/`) && state !== 'live'
  return lost.some(within) || spans.some((span) => ofCluster(span) && within(span))
}
