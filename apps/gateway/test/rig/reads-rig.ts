import type { Grant } from '@argus/contracts/grant'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll } from '@jest/globals'

import { list } from './read.ts'
import { describeWithRedis, everything, startRig, THINGS, type Rig } from './rig.ts'
import type { TopicHand } from './topic-hand.ts'

/** What tests of reads over HTTP stand on: one Rig for all of a group. */
export interface ReadsRig {
  readonly rig: Rig
  readonly url: string
  /** A token of somebody with these rights; who may see everything, where there are none. */
  readonly tokenOf: (...grants: readonly Grant[]) => string
  /** Where all of a kind is read. */
  readonly pathOf: (hand: TopicHand) => string
  /** A kind that no other test writes. */
  readonly fresh: () => Promise<TopicHand>
  /** Such a kind, with seven objects. */
  readonly seven: () => Promise<TopicHand>
  /** Resolves when the gateway has what was written. */
  readonly settled: (hand: TopicHand, token: string) => Promise<unknown>
}

/** A group of such tests. */
export function describeReads(name: string, tests: (reads: ReadsRig) => void): void {
  describeWithRedis(name, () => {
    let rig: Rig | undefined
    let kinds = 0
    beforeAll(async () => {
      rig = await startRig()
    })
    afterAll(async () => {
      await rig?.[Symbol.asyncDispose]()
    })
    const reads: ReadsRig = {
      get rig() {
        if (rig === undefined) throw new Error('asked for before the first test')
        return rig
      },
      get url() {
        return reads.rig.gateway.url
      },
      tokenOf: (...grants) =>
        reads.rig.auth.login(grants.length > 0 ? grants : [everything()]).token(),
      pathOf: ({ topic: { cluster, group, resource } }) =>
        `/api/resources/${cluster}/${group}/-/${resource}`,
      fresh: () => reads.rig.topic({ ...THINGS(), resource: `kind${(kinds += 1)}` }),
      seven: async () => {
        const hand = await reads.fresh()
        await hand.write(...SEVEN.map((key) => ({ key, cells: ['before'] })))
        return hand
      },
      settled: (hand, token) =>
        until(
          async () => {
            const { topics } = await list(reads.url, `${reads.pathOf(hand)}?limit=1`, { token })
            return topics[0]?.at?.split('.')[1] === `${hand.position.seq}`
          },
          { what: 'what was written' },
        ),
    }
    tests(reads)
  })
}

const SEVEN = ['shop/c', 'bank/b', 'shop/a', 'shop/d', 'bank/a', 'shop/b', 'tax/a']
