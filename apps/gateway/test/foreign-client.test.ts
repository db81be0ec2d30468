import { CLOCK_LEEWAY_SECONDS } from '@argus/contracts/claims'
import { ManualClock } from '@argus/testkit/manual-clock'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import {
  buildForeignClient,
  ForeignClient,
  hasGo,
  type ForeignProgram,
} from './rig/foreign-client.ts'
import { describeWithRedis, everything, startRig, THINGS, type Rig } from './rig/rig.ts'
import type { TopicHand } from './rig/topic-hand.ts'

const things = { cluster: 'alpha', group: 'example.org', resource: 'things' }
const describeWithGo = hasGo
  ? describeWithRedis
  : (name: string, tests: () => void) => describe.skip(`${name} (skipped: no go)`, tests)

describeWithGo(
  'a client that shares no code with us, and a WebSocket library of another language',
  () => {
    const clock = new ManualClock()
    let program: ForeignProgram
    let rig: Rig
    let hand: TopicHand
    beforeAll(async () => {
      program = await buildForeignClient()
      rig = await startRig({ clock })
      hand = await rig.topic(THINGS())
      await hand.write({ key: 'shop/a' })
    }, 180_000)
    afterAll(async () => {
      await rig[Symbol.asyncDispose]()
      await program[Symbol.asyncDispose]()
    })

    it('G-24 completes the protocol: hello, a snapshot, changes, a renewal, a resume, a revocation', async () => {
      await using client = new ForeignClient(program.path)
      const login = rig.auth.login([everything()])
      const exp = Math.floor(clock.now() / 1_000) + 2
      client.dial(rig.gateway.url, login.token({ exp }))
      await client.next('welcome')
      client.subscribe('s', things)
      expect(await client.next('synced')).toMatchObject({ keys: ['shop/a'], resumed: false })

      await hand.write({ key: 'shop/b' })
      await client.next('events', ({ keys }) => keys?.join() === 'shop/a,shop/b')
      await hand.write('shop/a')
      await client.next('events', ({ keys }) => keys?.join() === 'shop/b')

      client.renew(login.token())
      client.subscribe('s', things) // its answer says that the renewal was read
      await client.next('refused')
      for (let passed = 0; passed < 2 + CLOCK_LEEWAY_SECONDS; passed += 2) {
        await clock.advance(2_000)
        await rig.auth.beat()
      }
      await hand.write({ key: 'shop/c' })
      await client.next('events', ({ keys }) => keys?.join() === 'shop/b,shop/c')

      client.vanish()
      expect(await client.next('closed')).toMatchObject({ next: 'redial' })
      await hand.write('shop/b', { key: 'shop/d' })
      const resumed = client.seen.length
      client.dial(rig.gateway.url, login.token())
      client.subscribe('s', things)
      await client.next('synced', (it) => it.resumed === true)
      await until(() => client.seen.at(-1)?.keys?.join() === 'shop/c,shop/d', { what: 'the rest' })
      expect(client.seen.slice(resumed).map(({ saw }) => saw)).not.toContain('snapshot')

      await rig.auth.revoke(login)
      expect(await client.next('closed')).toMatchObject({ code: 4501, next: 'stop' })
    })
  },
)
