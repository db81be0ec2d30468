import { topicKey } from '@argus/contracts/topic'
import type { LiveEvent } from '@argus/live-client/live-event'

import type { ReadItem } from '../resources/read-list.ts'
import { changesIn, memberAfter, type Change, type Member } from './change.ts'

/** What is followed, as it is now: the objects, and the kinds of clusters that they are of. */
export class Watched {
  readonly #members = new Map<string, Member>()
  readonly #items = new Map<string, ReadItem>()
  #unanswered: number

  /** `subscriptions`: that many have to say which clusters they are of before anything is whole. */
  constructor(subscriptions: number) {
    this.#unanswered = subscriptions
  }

  get members(): readonly Member[] {
    return [...this.#members.values()]
  }

  get items(): readonly ReadItem[] {
    return [...this.#items.values()]
  }

  /** Whether all that was asked for is here: before that, nothing is missing. */
  get whole(): boolean {
    return (
      this.#unanswered <= 0 &&
      this.members.every(({ synced, status }) => synced || isEmpty(status.state))
    )
  }

  /** Takes what a subscription told, and answers the changes in it. */
  take(events: readonly LiveEvent[]): readonly Change[] {
    return events.flatMap((event) => {
      if (event.type === 'answered') this.#unanswered -= 1
      if ('topic' in event) this.#member(event)
      const changes = changesIn(event)
      for (const change of changes) this.#change(change)
      return changes
    })
  }

  #member(event: Extract<LiveEvent, { readonly topic: unknown }>): void {
    const key = topicKey(event.topic)
    const after = memberAfter(this.#members.get(key), event)
    if (after !== undefined) this.#members.set(key, after)
    else this.#members.delete(key)
    if (event.type !== 'left') return
    for (const [id] of this.#items) if (id.startsWith(`${key}\n`)) this.#items.delete(id)
  }

  #change({ type, topic, item }: Change): void {
    const id = `${topicKey(topic)}\n${item.key}`
    if (type === 'DELETED') this.#items.delete(id)
    else this.#items.set(id, { ...item, cluster: topic.cluster })
  }
}

/** Of these there will be no objects, however long one waits. */
const isEmpty = (state: string): boolean => state === 'absent' || state === 'forbidden'
