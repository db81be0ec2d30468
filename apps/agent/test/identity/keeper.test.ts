import { rotationProof } from '@argus/contracts/agent-frame'
import { ManualClock } from '@argus/testkit/manual-clock'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { createPublicKey, verify } from 'node:crypto'

import { loadIdentity, type Identity } from '../../src/identity/identity.ts'
import { Keeper } from '../../src/identity/keeper.ts'
import { makeKeyPair } from '../../src/identity/key-pair.ts'
import { memoryStore, type MemoryStore } from './memory-store.ts'

const WEEK = 7 * 24 * 60 * 60_000
const key = makeKeyPair()

let clock: ManualClock
let store: MemoryStore
let told: string[]
beforeEach(() => {
  clock = new ManualClock()
  store = memoryStore()
  told = []
})

const keep = (identity: Partial<Identity> = {}): Keeper =>
  new Keeper(
    { cluster: 'plant', key, madeAt: clock.now(), registeredBy: 't', ...identity },
    {
      store,
      clock,
      rotateAfterMs: WEEK,
      events: { keyRotated: (id) => told.push(id), keyUnkept: () => told.push('unkept') },
    },
  )
/** The new key that is told to the watcher. */
const offered = (keeper: Keeper): string => {
  const frame = keeper.next()
  return frame?.type === 'rotate' ? frame.publicKey : ''
}
const stored = async (): Promise<Identity> => {
  const identity = await loadIdentity(store)
  if (identity?.cluster === undefined) throw new Error('nothing is stored')
  return identity
}

describe('a key', () => {
  test('stays for a week', async () => {
    const keeper = keep()
    await clock.advance(WEEK - 1)
    await keeper.look()
    expect(keeper.next()).toBeUndefined()
  })

  test('that is old is followed by another, which is stored before anybody hears of it', async () => {
    const keeper = keep()
    await clock.advance(WEEK)
    await keeper.look()
    const publicKey = offered(keeper)
    const { next } = await stored()
    expect(next?.publicKey).toBe(publicKey)
    expect(keeper.forHello()).toBe(key)
    expect(await keeper.kept(next?.id ?? '')).toBe(true)
    expect(keeper.forHello().publicKey).toBe(publicKey)
    expect(await stored()).toMatchObject({ previous: { id: key.id } })
    await keeper.welcomed()
    expect((await stored()).previous).toBeUndefined()
  })

  test('signs that it is the one to follow', async () => {
    const keeper = keep()
    await clock.advance(WEEK)
    await keeper.look()
    const frame = keeper.next()
    if (frame?.type !== 'rotate') throw new Error('no rotation')
    const made = createPublicKey({
      key: Buffer.from(frame.publicKey, 'base64url'),
      type: 'spki',
      format: 'der',
    })
    const text = Buffer.from(rotationProof('plant', frame.publicKey))
    expect(verify(null, text, made, Buffer.from(frame.signature, 'base64url'))).toBe(true)
  })

  test('is offered again where the answer was lost, and is the same', async () => {
    const keeper = keep()
    await clock.advance(WEEK)
    await keeper.look()
    const first = offered(keeper)
    await keeper.welcomed()
    await keeper.look()
    expect(offered(keeper)).toBe(first)
  })

  test('that cannot be stored is not offered', async () => {
    const keeper = keep()
    await clock.advance(WEEK)
    store.failing = true
    await keeper.look()
    expect(keeper.next()).toBeUndefined()
    expect(told).toEqual(['unkept'])
  })

  test('that is refused is tried in turn with the one before it', async () => {
    const previous = makeKeyPair()
    const keeper = keep({ previous })
    expect(keeper.forHello()).toBe(key)
    keeper.refused()
    expect(keeper.forHello()).toBe(previous)
    keeper.refused()
    expect(keeper.forHello()).toBe(key)
  })
})
