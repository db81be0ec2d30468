import type { Announcement, Notice } from '@argus/contracts/notice'
import type { AuthDatabase } from '@argus/db/auth'

import type { Events } from '../events.ts'
import { lastNotice } from './notice.ts'

/** What carries announcements to the other services. */
export interface NoticePublisher extends AsyncDisposable {
  publish(announcement: Announcement): Promise<void>
}

export interface Clock {
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Tells the others what was committed, and every two seconds how far it has come. */
export interface Announcer extends AsyncDisposable {
  /** Called after the commit. The bus is a wake-up: who misses it reads the table, so a failure is only counted. */
  announce(notices: readonly Notice[]): void
}

export interface AnnouncerOptions {
  readonly db: AuthDatabase
  readonly publisher: NoticePublisher
  readonly clock: Clock
  readonly events: Events
}

const HEARTBEAT_MS = 2_000

/** Begins to beat. Disposing it stops; what was being sent is sent. */
export function openAnnouncer({ db, publisher, clock, events }: AnnouncerOptions): Announcer {
  const stop = new AbortController()
  const sending = new Set<Promise<void>>()
  /** Until the store has been read there is nothing true to say, and silence is what closes doors. */
  let last: number | undefined
  /** The newest number that the bus was told of. */
  let told = 0

  const send = (announcement: Announcement): void => {
    const sent = publisher
      .publish(announcement)
      .then(
        () => taken(announcement),
        (error: unknown) => events.announcementLost(error),
      )
      .finally(() => events.noticesBehind(Math.max((last ?? told) - told, 0)))
    sending.add(sent)
    void sent.finally(() => sending.delete(sent))
  }
  const taken = (announcement: Announcement): void => {
    events.announced()
    if (announcement.type === 'heartbeat') {
      told = announcement.seq // Also where it is lower than before: the store was restored.
      return
    }
    told = Math.max(told, ...announcement.notices.map(({ seq }) => seq))
    for (const { at } of announcement.notices) events.noticesAnnounced(clock.now() - at)
  }
  const beat = async (): Promise<void> => {
    const before = last
    const store = await lastNotice(db).then(
      (seq) => {
        // Lower than before is news of a restored backup, unless something was committed while it was read.
        last = last === before ? seq : Math.max(last ?? seq, seq)
        return 'up' as const
      },
      (error: unknown) => {
        events.storeAway(error)
        return 'down' as const
      },
    )
    if (last !== undefined) send({ type: 'heartbeat', seq: last, store })
  }
  const beating = (async () => {
    while (!stop.signal.aborted) {
      await beat()
      await clock.sleep(HEARTBEAT_MS, stop.signal)
    }
  })()
  const stopped = beating.catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })

  return {
    announce(notices) {
      if (notices.length === 0) return
      // Also for the heartbeats of an outage that begins now: who missed these must not take silence for news.
      last = Math.max(last ?? 0, ...notices.map(({ seq }) => seq))
      send({ type: 'notices', notices: [...notices] })
    },
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('the announcer was closed'))
      await stopped
      await Promise.all(sending)
    },
  }
}
