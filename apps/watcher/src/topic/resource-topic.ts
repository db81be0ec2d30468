import { type ResourceRef, type Topic, UNSERVED_VERSION } from '@argus/contracts/topic'

/** Whether a cluster serves a resource, as far as discovery can tell. */
export type Found =
  | { readonly type: 'served'; readonly version: string }
  | { readonly type: 'absent' | 'forbidden' | 'unreachable' }

/**
 * The Topic that stands for a resource now: of the version that the cluster stores; of the last known one while
 * the cluster cannot say, so that its rows stay readable; and one of no version, which holds nothing but a state,
 * where none is known.
 */
export function topicFor(ref: ResourceRef, found: Found, lastVersion: string | undefined): Topic {
  switch (found.type) {
    case 'served':
      return versioned(ref, found.version)
    case 'absent':
      return unservedTopic(ref)
    case 'forbidden':
    case 'unreachable':
      return lastVersion === undefined ? unservedTopic(ref) : versioned(ref, lastVersion)
  }
}

/** The Topic that holds the state of a resource which the cluster serves in no version. */
export function unservedTopic(ref: ResourceRef): Topic {
  return versioned(ref, UNSERVED_VERSION)
}

function versioned({ cluster, group, resource }: ResourceRef, version: string): Topic {
  return { cluster, group, version, resource }
}
