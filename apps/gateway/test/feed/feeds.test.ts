import type { FollowEvent, TopicLogReader } from '@argus/bus/follow'
import { ManualClock } from '@argus/testkit/manual-clock'
import { expect, it } from '@jest/globals'

import { Feeds } from '../../src/feed/feeds.ts'

const topic = { cluster: 'alpha', group: 'example.org', version: 'v1', resource: 'things' }
const resource = { version: 'v1', namespaced: true, kind: 'Thing' }
const timedOut = (): void => {}

/** A topic log in memory that only says who follows it. */
function logOfFollowers(
  followers: Set<string>,
): Pick<TopicLogReader, 'follow' | 'readObjects' | 'changedSince'> {
  return {
    async *follow(followed, signal): AsyncGenerator<FollowEvent> {
      followers.add(followed.resource)
      yield { type: 'status', status: { state: 'live', since: 1 } }
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
      followers.delete(followed.resource)
    },
    readObjects: () => Promise.resolve(new Map()),
    changedSince: () => Promise.resolve(undefined),
  }
}

it('what is held along with all others is not among what has to stay followed', async () => {
  const clock = new ManualClock()
  const events = { changed: () => {}, hole: () => {}, failed: () => {} }
  await using feeds = new Feeds({ reader: logOfFollowers(new Set()), events, timedOut, clock })
  const along = feeds.hold(topic, resource, { wanted: false })
  await clock.advance(0)
  expect([...feeds.wanted]).toEqual([])
  const byName = feeds.hold(topic, resource)
  expect([...feeds.wanted]).toEqual([topic])
  byName[Symbol.dispose]()
  expect([...feeds.wanted]).toEqual([])
  expect([...feeds.all]).toEqual([along.feed])
})

it('a feed is one for all who hold it, and stays a minute longer than the last of them', async () => {
  const clock = new ManualClock()
  const followers = new Set<string>()
  const events = { changed: () => {}, hole: () => {}, failed: () => {} }
  await using feeds = new Feeds({ reader: logOfFollowers(followers), events, timedOut, clock })
  const [one, other] = [feeds.hold(topic, resource), feeds.hold(topic, resource)]
  expect(one.feed).toBe(other.feed)
  await clock.advance(0)
  expect([...followers]).toEqual(['things'])
  one[Symbol.dispose]()
  await clock.advance(61_000)
  expect(followers.size).toBe(1)
  other[Symbol.dispose]()
  await clock.advance(59_000)
  const again = feeds.hold(topic, resource)
  expect(again.feed).toBe(one.feed)
  await clock.advance(61_000)
  expect(followers.size).toBe(1)
  again[Symbol.dispose]()
  await clock.advance(61_000)
  expect([...feeds.all]).toEqual([])
  expect(followers.size).toBe(0)
})
