import { setTimeout as delay } from 'node:timers/promises'

import { LEASE_MS, openTopicLogWriter, type Change } from '@argus/bus/publish'
import type { Topic } from '@argus/contracts/topic'
import type { Redis } from 'ioredis'

import { changesOf } from '../store/changes.ts'

/** How many writes of a writer that came too late were taken, of how many: by the topic log, and by a lock of the usual kind. */
export interface Fence {
  readonly tried: number
  readonly taken: number
  readonly takenByLock: number
}

const topic: Topic = { cluster: 'fence', group: 'example.org', version: 'v1', resource: 'things' }
const TRIED = 1_000

/**
 * A writer holds the right to write, and sleeps for longer than that lasts; another takes it and writes. Then the first
 * goes on with what it had in hand. The lock is asked for before the work and not in every write, as locks are.
 */
export async function tryFence(url: string, ask: Redis): Promise<Fence> {
  await using late = await openTopicLogWriter({ url })
  await using next = await openTopicLogWriter({ url })
  const changes: readonly Change[] = changesOf(TRIED, TRIED)
  const lease = await late.acquire(topic, 'late')
  if (lease === undefined) throw new Error('the first writer did not get the lease')
  const begun = await late.startEpoch(lease, { state: 'live', since: 1 })
  if (begun.type === 'refused') throw new Error('the first epoch was refused')
  await ask.set('fence:lock', 'late', 'PX', LEASE_MS, 'NX')
  const locked = (await ask.get('fence:lock')) === 'late'

  await delay(LEASE_MS + 200)

  const taken = await next.acquire(topic, 'next')
  if (taken === undefined) throw new Error('the lease of the first writer does not lapse')
  await ask.set('fence:lock', 'next', 'PX', LEASE_MS, 'NX')

  // It stands where the first writer left it: nothing but the token can tell the two apart.
  let { position } = begun
  let accepted = 0
  let acceptedByLock = 0
  for (const change of changes) {
    const result = await late.publish(lease, position, { time: 1, changes: [change] })
    if (result.type === 'written') {
      accepted += 1
      position = result.position
    }
    if (locked) acceptedByLock += await ask.hset('fence:rows', `row-${acceptedByLock}`, 'late')
  }
  return { tried: TRIED, taken: accepted, takenByLock: acceptedByLock }
}
