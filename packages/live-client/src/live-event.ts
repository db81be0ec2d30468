import type { Subscribe } from '@argus/contracts/client-frame'
import type { Count, Item } from '@argus/contracts/gateway-frame'
import type { TopicShape } from '@argus/contracts/record'
import type { RefusalCode } from '@argus/contracts/refusal-code'
import type { Topic } from '@argus/contracts/topic'
import type { TopicStatus } from '@argus/contracts/topic-status'

/** What to follow: a subscription without what the client adds itself. */
export type LiveRequest = Omit<Subscribe, 'type' | 'id' | 'from'>

/** What happened to a copy: `read` fills it for the first time and is no news, the others are. */
export type CopyChange =
  | { readonly type: 'read'; readonly item: Item }
  | { readonly type: 'upserted'; readonly item: Item; readonly before: Item | undefined }
  | { readonly type: 'gone'; readonly key: string; readonly before: Item }

/**
 * What a subscription tells, per Topic: that it is there and how far it can be trusted, what changed in its copy, and
 * that there will be no more. Snapshots, resumes and repaired holes have been worked into plain changes.
 */
export type LiveEvent =
  | {
      readonly type: 'joined'
      readonly topic: Topic
      readonly shape: TopicShape
      readonly status: TopicStatus
    }
  /** The Topic left the subscription: the cluster was removed, or may not be seen any more. */
  | { readonly type: 'left'; readonly topic: Topic }
  | { readonly type: 'changed'; readonly topic: Topic; readonly changes: readonly CopyChange[] }
  /** All counts of a Topic as they are now, where the request is for counts; once when they are read, then at each change. */
  | { readonly type: 'counts'; readonly topic: Topic; readonly counts: readonly Count[] }
  /** The copy is complete. `resumed`: only what changed was sent; else it was read in full. */
  | { readonly type: 'synced'; readonly topic: Topic; readonly resumed: boolean }
  | { readonly type: 'status'; readonly topic: Topic; readonly status: TopicStatus }
  | { readonly type: 'columns'; readonly topic: Topic; readonly shape: TopicShape }
  /** When the newest change so far was taken from the API server, in milliseconds since the epoch. */
  | { readonly type: 'time'; readonly topic: Topic; readonly time: number }
  /** The clusters of the subscription are known. Before this, "none" would be a guess. */
  | { readonly type: 'answered' }
  /** The subscription is over; nothing follows. */
  | { readonly type: 'ended'; readonly code: RefusalCode; readonly message: string }
