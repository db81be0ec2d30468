import type { TopicLogReader } from '@argus/bus/follow'
import { EVERY } from '@argus/contracts/client-frame'
import type { Grant } from '@argus/contracts/grant'
import type { Position } from '@argus/contracts/position'
import { Refusal } from '@argus/contracts/refusal-code'
import { topicKey } from '@argus/contracts/topic'

import type { Directory } from '../feed/directory.ts'
import type { Feed } from '../feed/feed.ts'
import type { Clock, Feeds } from '../feed/feeds.ts'
import { targetIn, targetsOf, unfollowedBy, type Target, type Wish } from '../feed/target.ts'
import type { Wishes } from '../feed/wishes.ts'
import { standing, type Leasts } from './least.ts'
import { cameWithin } from './patience.ts'

export interface OpeningParts {
  readonly directory: Directory
  readonly feeds: Pick<Feeds, 'hold'>
  readonly wishes: Pick<Wishes, 'ask'>
  readonly log: Pick<TopicLogReader, 'changedSince' | 'readObjects'>
  readonly clock: Clock
}

/** Who asks, and until when the answer is wanted. */
export interface Asker {
  readonly grants: readonly Grant[]
  readonly signal: AbortSignal
}

/** One Topic that a read looks at. */
export interface OpenTopic {
  readonly target: Target
  readonly feed: Feed
  /** As `shownText` has it. */
  readonly text: string
}

/** What a read looks at, by cluster. It stays followed until it is disposed. */
export interface OpenTopics extends Disposable {
  readonly topics: readonly OpenTopic[]
}

/**
 * What a wish comes to for who asks, by the same judgement as a Subscription's. Waits a moment for what begins to be
 * followed, for the first copy of what was not looked at here, and for the Positions asked for; throws a Refusal where the
 * answer would be less than was asked for.
 */
export async function openTopics(
  { wish, leasts }: { readonly wish: Wish; readonly leasts: Leasts },
  parts: OpeningParts,
  asker: Asker,
): Promise<OpenTopics> {
  const { directory, feeds, wishes } = parts
  const targets = await targetsFor(wish, parts, asker)
  using held = new DisposableStack()
  const topics = targets.map((target) => {
    const { feed } = held.use(feeds.hold(target.topic, target.resource, target))
    return { target, feed, text: shownText(target) }
  })
  // Who reads now and then wants it as much as who follows it.
  wishes.ask(topics.flatMap(({ feed: { topic } }) => (directory.isOnDemand(topic) ? [topic] : [])))
  await readTopics(topics, { one: wish.topic.cluster !== EVERY, parts, asker })
  const reached = topics.map(async (open) => {
    const least = leasts.get(open.target.topic.cluster)
    if (least !== undefined) await reach(open, { least, parts, asker })
  })
  await Promise.all(reached)
  for (const cluster of leasts.keys()) {
    const { group, resource } = wish.topic
    const target = targetIn({ cluster, group, resource }, wish, { directory, ...asker })
    if (target instanceof Refusal) throw target
  }
  const kept = held.move()
  return { topics, [Symbol.dispose]: () => kept.dispose() }
}

/** Names what may be shown of a Topic, whoever asks: the Topic, and filter, shape and scope by its lens. */
export function shownText({ topic, lens }: Pick<Target, 'topic' | 'lens'>): string {
  return JSON.stringify([topicKey(topic), lens.text])
}

async function targetsFor(
  wish: Wish,
  { directory, wishes, clock }: OpeningParts,
  { grants, signal }: Asker,
): Promise<readonly Target[]> {
  const patience = { ms: FOLLOWING_PATIENCE_MS, clock, signal }
  if (!(await cameWithin(patience, (until) => directory.until(() => directory.known, until))))
    throw unread('Which clusters there are could not be read yet.')
  const at = { directory, grants }
  const missing = unfollowedBy(wish, at)
  wishes.ask(missing)
  if (missing.length > 0 && wish.topic.cluster !== EVERY) {
    const begun = (): boolean => !(targetsOf(wish, at) instanceof Refusal)
    await cameWithin(patience, (until) => directory.until(begun, until))
  }
  const targets = targetsOf(wish, at)
  if (targets instanceof Refusal) throw targets
  return [...targets.values()].toSorted((a, b) => (a.topic.cluster < b.topic.cluster ? -1 : 1))
}

interface Waiting {
  readonly parts: OpeningParts
  readonly asker: Asker
}

/** Of one cluster nothing is no answer; of all, what cannot be read yet is named as such beside the others. */
async function readTopics(
  topics: readonly OpenTopic[],
  { one, parts: { clock }, asker: { signal } }: Waiting & { readonly one: boolean },
): Promise<void> {
  const read = ({ feed }: OpenTopic): boolean => (one ? feed.readable : feed.known)
  await cameWithin({ ms: PATIENCE_MS, clock, signal }, (until) =>
    Promise.all(topics.map((open) => open.feed.until(() => read(open), until))),
  )
  const unreadable = topics.find((open) => !read(open))
  if (!one || unreadable === undefined) return
  throw unread(
    unreadable.feed.known
      ? 'This resource is being listed in its cluster for the first time.'
      : 'This resource could not be read from the topic log yet.',
  )
}

async function reach(
  { feed, target: { topic } }: OpenTopic,
  { least, parts: { log, clock }, asker: { signal } }: Waiting & { readonly least: Position },
): Promise<void> {
  const at = () => (feed.readable && feed.copy ? standing(feed.copy.position, least) : 'short')
  // The topic log knows whether that epoch is yet to come here, or over.
  if (at() === 'elsewhere' && (await log.changedSince(topic, least)) === undefined)
    throw epochChanged()
  const there = (): boolean => at() === 'reached'
  if (await cameWithin({ ms: PATIENCE_MS, clock, signal }, (until) => feed.until(there, until)))
    return
  const why = `What is known here of ${topic.cluster} is older than that. Ask again.`
  throw new Refusal('behind', why, { retryAfterMs: AGAIN_MS })
}

const unread = (why: string): Refusal =>
  new Refusal('unavailable', `${why} Ask again in a moment.`, { retryAfterMs: AGAIN_MS })

const epochChanged = (): Refusal =>
  new Refusal(
    'epoch_changed',
    'This Position is of a time that cannot be compared with now. Read without at_least, and go on from there.',
  )

/** As long as a Subscription waits: a watcher sees a wish within half a second, and asks its cluster what that is. */
const FOLLOWING_PATIENCE_MS = 3_000

/** A copy is read in much less; a gateway that lags by more is in trouble. */
const PATIENCE_MS = 2_000

const AGAIN_MS = 1_000
