import type { Change } from '@argus/bus/publish'
import type { InformerEvent } from '@argus/informer/informer-event'
import type { Projection } from '@argus/projection/project'

/** What is kept of the objects of a Topic, by Key; `changeOf` keeps it up. */
export interface Kept {
  /** What the topic log holds. */
  readonly published: Map<string, { readonly uid: string; readonly hash: string }>
  /** What is held back. */
  readonly withheld: Set<string>
}

/** What an informer's event changes in the topic log; `undefined` where that stays as it is. */
export function changeOf(
  event: InformerEvent<Projection>,
  { published, withheld }: Kept,
): Change | undefined {
  switch (event.type) {
    case 'upsert': {
      const { object, ...record } = event.projection
      withheld.delete(event.key)
      published.set(event.key, { uid: event.uid, hash: record.hash })
      return { type: 'upsert', record: { ...record, type: event.change }, object }
    }
    case 'deleted':
      withheld.delete(event.key)
      return removal(event.key, published)
    case 'withheld':
      // What was shown of it before is no longer true of it.
      withheld.add(event.key)
      return removal(event.key, published)
    case 'status':
    case 'synced':
      return undefined
  }
}

function removal(key: string, published: Kept['published']): Change | undefined {
  return published.delete(key) ? { type: 'delete', key } : undefined
}
