import { announcementSchema, type Announcement } from '@argus/contracts/notice'

import { connect } from './redis/connect.ts'
import { Inbox } from './redis/inbox.ts'
import { openSubscriptions } from './redis/open-subscriptions.ts'
import type { Subscriptions } from './redis/subscriptions.ts'
import { CHECK_MS } from './timing.ts'
import { noticesChannel, PREFIX } from './topic-keys.ts'

export { BusError } from './bus-error.ts'

export interface NoticePublisher extends AsyncDisposable {
  /** Announces, to whoever listens now. Rejects with a BusError while Redis is away: nothing is kept for later. */
  publish(announcement: Announcement): Promise<void>
  /** True while Redis can be asked, else why not: for readiness. */
  reachable(): true | string
  [Symbol.asyncDispose](): Promise<void>
}

/** Whether announcements arrive at all. What was announced before `up` may have been missed. */
export type NoticeSignal = Announcement | { readonly type: 'bus'; readonly up: boolean }

export interface NoticeOptions {
  /** In front of the channel, for tests. */
  readonly prefix?: string
}

/** Opens the announcing half of the notices. Throws for an address that is none. */
export async function openNoticePublisher(
  url: string,
  { prefix = PREFIX }: NoticeOptions = {},
): Promise<NoticePublisher> {
  const connection = await connect({ url, name: 'argus-notices', pipelined: true })
  return {
    reachable: () => connection.reachable(),
    async publish(announcement) {
      const text = JSON.stringify(announcement)
      await connection.announce(noticesChannel(prefix), text)
    },
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  }
}

/**
 * Announcements as they come, until the signal aborts, and whether the bus carries any: `up` once subscribed, and
 * again after each interruption. Something that this version cannot read, or too much to hold, counts as one: down,
 * then up, so that whoever listens asks auth. Throws for an address that is none.
 */
export async function* followNotices(
  url: string,
  signal: AbortSignal,
  { prefix = PREFIX }: NoticeOptions = {},
): AsyncGenerator<NoticeSignal> {
  const inbox = new Inbox<Buffer | 'up' | 'down' | 'gap'>({ limit: 4_096, overflow: 'gap' })
  await using subscriber = await openSubscriptions({ url, name: 'argus-notices' })
  const channel = noticesChannel(prefix)
  using _listening = subscriber.join(channel, {
    message: (bytes) => inbox.push(bytes),
    subscribed: () => inbox.push('up'),
    lost: () => inbox.push('down'),
  })
  if (subscriber.reachable() !== true) inbox.push('down')
  using _asking = keepAsking(subscriber, channel)
  for (;;) {
    const input = await inbox.next(signal)
    if (input === undefined) return
    const heard = typeof input === 'string' ? input : (parse(input) ?? 'gap')
    if (typeof heard !== 'string') yield heard
    else {
      if (heard !== 'up') yield { type: 'bus', up: false }
      if (heard !== 'down') yield { type: 'bus', up: true }
    }
  }
}

function parse(bytes: Buffer): Announcement | undefined {
  try {
    return announcementSchema.parse(JSON.parse(bytes.toString('utf8')))
  } catch {
    return undefined // Told as an interruption.
  }
}

/** A connection that nobody asks anything would never be found dead. */
function keepAsking(subscriber: Subscriptions, channel: string): Disposable {
  const asking = setInterval(() => {
    subscriber.barrier(channel).catch(() => undefined) // The connection tells that it is lost.
  }, CHECK_MS)
  return { [Symbol.dispose]: () => clearInterval(asking) }
}
