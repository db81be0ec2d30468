import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { describeWithRedis, everything, startRig, THINGS, type Rig } from '../rig/rig.ts'
import type { TopicHand } from '../rig/topic-hand.ts'
import { dial, type RawPeer } from './raw-peer.ts'
import { encode, Opcode, type WrittenFrame } from './wire.ts'

const FRAMES = 10_000
/** Connections at a time. */
const LANES = 8
/** What the engine has compiled and cached by then stays. */
const WARM_UP = 2_000
const MAY_GROW = 8 * 1_048_576

describeWithRedis('ten thousand frames, right and wrong in every bit', () => {
  let rig: Rig
  let hand: TopicHand
  beforeAll(async () => {
    rig = await startRig()
    hand = await rig.topic(THINGS())
    await hand.write({ key: 'shop/a' })
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  it('G-19 G-24 crash nothing, keep no memory, and others go on being served', async () => {
    const witness = await rig.client(rig.auth.login([everything()]))
    const { cluster, group, resource } = hand.topic
    await witness.subscribe({ id: 's', topic: { cluster, group, resource } })
    const token = rig.auth.login([everything()]).token()
    const tally = new Map<number | undefined, number>()
    const all = samples(WARM_UP + FRAMES)
    const throwAll = async (frames: readonly WrittenFrame[]): Promise<void> => {
      const share = Math.ceil(frames.length / LANES)
      const lanes = Array.from({ length: LANES }, (_, lane) =>
        frames.slice(lane * share, (lane + 1) * share),
      )
      await Promise.all(lanes.map((lane) => throwAt(rig, { frames: lane, token, tally })))
      await onlyTheWitness(rig)
    }
    await throwAll(all.slice(0, WARM_UP))
    const before = await heap()
    await throwAll(all.slice(WARM_UP))
    expect((await heap()) - before).toBeLessThan(MAY_GROW)

    await hand.write({ key: 'shop/after' })
    await until(() => witness.model.items.has('alpha:shop/after'), { what: 'the next change' })
    expect(witness.model.faults).toEqual([])
    expect(Object.keys(Object.prototype)).toEqual([])
    const codes = [...tally.keys()]
    expect(codes).toEqual(expect.arrayContaining([1002, 1007, 1009, 4500]))
    const known = [undefined, 1000, 1002, 1007, 1008, 1009, 4004, 4100, 4500]
    expect(codes.filter((code) => !known.includes(code))).toEqual([])
  }, 120_000)
})

interface Thrown {
  readonly frames: readonly WrittenFrame[]
  readonly token: string
  /** How often which code ended a connection. */
  readonly tally: Map<number | undefined, number>
}

/** Writes frames one after another, on a new connection whenever the gateway has ended the last. */
async function throwAt(rig: Rig, { frames, token, tally }: Thrown): Promise<void> {
  let peer: RawPeer | undefined
  for (const [index, frame] of frames.entries()) {
    if (peer?.over) {
      tally.set(peer.end.code, (tally.get(peer.end.code) ?? 0) + 1)
      await peer[Symbol.asyncDispose]()
      peer = undefined
    }
    if (peer === undefined) {
      peer = await (await dial(rig.gateway.port)).upgrade()
      if (index % 8 > 0) await peer.hello(token)
    }
    peer.write(encode(frame))
    await new Promise(setImmediate)
  }
  await peer?.[Symbol.asyncDispose]()
}

async function onlyTheWitness(rig: Rig): Promise<void> {
  await until(
    async () => {
      const text = await (await fetch(`${rig.gateway.url}/metrics`)).text()
      return /argus_gateway_connections\{[^}]*\} 1\n/.test(text)
    },
    { what: 'every other connection to be let go' },
  )
}

/** Bytes in use after a collection. */
async function heap(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  for (let round = 0; round < 3; round += 1) {
    await new Promise(setImmediate)
    if (typeof collect === 'function') Reflect.apply(collect, undefined, [])
  }
  return process.memoryUsage().heapUsed
}

/** Frames of which most are right in most respects, so that connections live to see more than one. */
function samples(numRuns: number): readonly WrittenFrame[] {
  return fc.sample(fuzzed, { numRuns, seed: 2_026 })
}

const { Text, Binary, Continuation, Close, Ping, Pong } = Opcode
const known = '{"type":"unsubscribe","id":"s"}'
const sensible = fc.constantFrom(
  known,
  '{"type":"teleport","id":"x"}',
  '{"type":"subscribe","id":"s","shape":"row","topic":{"cluster":"alpha","group":"example.org","resource":"things"}}',
  '{"type":"renew","token":"a.b.c"}',
)
const payload = fc.oneof(
  { arbitrary: sensible.map((json) => Buffer.from(json)), weight: 16 },
  {
    arbitrary: fc
      .tuple(sensible, fc.nat({ max: 60 }), fc.nat({ max: 255 }))
      .map(([json, at, byte]) => {
        const bytes = Buffer.from(json)
        bytes[at % bytes.length] = byte
        return bytes
      }),
    weight: 2,
  },
  {
    arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    weight: 1,
  },
  { arbitrary: fc.nat({ max: 80_000 }).map((length) => Buffer.alloc(length, 'x')), weight: 1 },
)
const fuzzed: fc.Arbitrary<WrittenFrame> = fc
  .record({
    opcode: fc.oneof(
      { arbitrary: fc.constant<number>(Text), weight: 20 },
      {
        arbitrary: fc.constantFrom<number>(Binary, Continuation, Close, Ping, Pong),
        weight: 4,
      },
      { arbitrary: fc.nat({ max: 15 }), weight: 1 },
    ),
    payload,
    final: fc.oneof(
      { arbitrary: fc.constant(true), weight: 20 },
      { arbitrary: fc.boolean(), weight: 1 },
    ),
    reserved: fc.oneof(
      { arbitrary: fc.constant(0), weight: 30 },
      { arbitrary: fc.nat({ max: 7 }), weight: 1 },
    ),
    masked: fc.oneof(
      { arbitrary: fc.constant(true), weight: 30 },
      { arbitrary: fc.boolean(), weight: 1 },
    ),
    mask: fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
    claimed: fc.oneof(
      { arbitrary: fc.constant(undefined), weight: 30 },
      { arbitrary: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), weight: 1 },
      { arbitrary: fc.bigInt({ min: 0n, max: 200n }), weight: 1 },
    ),
  })
  .map(({ masked, mask, claimed, ...frame }) => ({
    ...frame,
    mask: masked ? mask : undefined,
    ...(claimed !== undefined && { claimed }),
  }))
