import type { Item } from '@argus/contracts/gateway-frame'
import type { TopicShape } from '@argus/contracts/record'
import type { Topic } from '@argus/contracts/topic'
import type { TopicStatus } from '@argus/contracts/topic-status'
import type { LiveEvent } from '@argus/live-client/live-event'

/** One object that came, changed or went; `known`: it was there when it was looked at first. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly known: boolean
  readonly topic: Topic
  readonly item: Item
  readonly before: Item | undefined
}

/** One kind of one cluster, as far as it is known. */
export interface Member {
  readonly topic: Topic
  readonly shape: TopicShape
  readonly status: TopicStatus
  /** Whether its objects are all here. */
  readonly synced: boolean
}

/** What an event says of objects. */
export function changesIn(event: LiveEvent): readonly Change[] {
  if (event.type !== 'changed') return []
  const { topic } = event
  return event.changes.map((change): Change => {
    switch (change.type) {
      case 'read':
        return { type: 'ADDED', known: true, topic, item: change.item, before: undefined }
      case 'upserted': {
        const { item, before } = change
        return {
          type: before === undefined ? 'ADDED' : 'MODIFIED',
          known: false,
          topic,
          item,
          before,
        }
      }
      case 'gone':
        return { type: 'DELETED', known: false, topic, item: change.before, before: change.before }
    }
  })
}

/**
 * Whether the object is what it was: only what Argus says of it is another, as when another watcher took it over. Of rows that
 * cannot be said.
 */
export function sameObject({ type, item, before }: Change): boolean {
  if (type !== 'MODIFIED' || item.object === undefined) return false
  return JSON.stringify(item.object) === JSON.stringify(before?.object)
}

/** What an event makes of a member; `undefined`: there is none any more. */
export function memberAfter(member: Member | undefined, event: LiveEvent): Member | undefined {
  switch (event.type) {
    case 'joined': {
      const { topic, shape, status } = event
      return { topic, shape, status, synced: member?.synced ?? false }
    }
    case 'left':
      return undefined
    case 'synced':
      return member && { ...member, synced: true }
    case 'status':
      return member && { ...member, status: event.status }
    case 'columns':
      return member && { ...member, shape: event.shape }
    case 'changed':
    case 'counts':
    case 'time':
    case 'answered':
    case 'ended':
      return member
  }
}
