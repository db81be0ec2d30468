import type { TopicStatus } from '@argus/contracts/topic-status'
import type { ResourceVersion } from './resource-version.ts'

/** What became of the objects of a resource; `time` is when it came from the API server. */
export type InformerEvent<P> =
  | { readonly type: 'status'; readonly status: TopicStatus }
  | {
      readonly type: 'upsert'
      readonly change: 'ADDED' | 'MODIFIED'
      readonly key: string
      readonly uid: string
      readonly resourceVersion: ResourceVersion
      readonly projection: P
      readonly time: number
    }
  | { readonly type: 'deleted'; readonly key: string; readonly uid: string; readonly time: number }
  /** A list is complete: all its upserts and deletions came before. */
  | { readonly type: 'synced'; readonly resourceVersion: ResourceVersion }
  /** The projector refused this object; a later `upsert` or `deleted` of the key ends that. */
  | { readonly type: 'withheld'; readonly key: string; readonly reason: string }
