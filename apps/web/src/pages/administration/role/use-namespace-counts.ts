import { useEffect, useState } from 'react'

import { rowsOf } from '../../../live/kinds.ts'
import { useLive } from '../../../live/live-context.tsx'
import type { ResourceState } from '../../../live/resource-store.ts'
import { namespaceOf } from '../../../live/row-compare.ts'
import { kindKey } from '../../../live/tally.ts'
import { useSame } from '../../../live/use-same.ts'
import type { Counts } from './seen-objects.ts'

interface KindRef {
  readonly group: string
  readonly resource: string
}

/** How many objects of these kinds are in each namespace, as the reader's own page sees them, at most four times a second. */
export function useNamespaceCounts(
  wanted: readonly KindRef[],
): (kind: KindRef, cluster: string) => Counts {
  const { stores } = useLive()
  const kinds = useSame(wanted)
  const [counts, setCounts] = useState<ReadonlyMap<string, ReadonlyMap<string, Counts>>>(new Map())
  useEffect(() => {
    const followed = kinds.map((kind) => ({ key: kindKey(kind), store: stores.get(rowsOf(kind)) }))
    let timer: ReturnType<typeof setTimeout> | undefined
    const recount = () => {
      timer = undefined
      const answered = followed.filter(({ store }) => store.state().answered)
      setCounts(new Map(answered.map(({ key, store }) => [key, countsOf(store.state())])))
    }
    const soon = () => {
      timer ??= setTimeout(recount, COUNT_EVERY_MS)
    }
    const ends = [
      ...followed.map(({ store }) => store.subscribe(soon)),
      ...kinds.map((kind) => stores.hold(rowsOf(kind))),
    ]
    soon()
    return () => {
      clearTimeout(timer)
      for (const end of ends) end()
    }
  }, [stores, kinds])
  return (kind, cluster) => {
    const known = counts.get(kindKey(kind))
    // Where it is followed elsewhere, a cluster that is not in the answer has none of it.
    return known === undefined || known.has(cluster) ? known?.get(cluster) : NO_OBJECTS
  }
}

const NO_OBJECTS: Counts = new Map()

/** A cluster that is still being read has no number yet. */
function countsOf({ clusters }: ResourceState): ReadonlyMap<string, Counts> {
  const known = new Map<string, Counts>()
  for (const [cluster, { rows, complete }] of clusters) {
    const byNamespace = new Map<string, number>()
    for (const row of rows.values()) {
      const name = namespaceOf(row)
      byNamespace.set(name, (byNamespace.get(name) ?? 0) + 1)
    }
    known.set(cluster, complete ? byNamespace : undefined)
  }
  return known
}

const COUNT_EVERY_MS = 250
