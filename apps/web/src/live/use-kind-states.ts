import type { OwnKind } from '@argus/contracts/plugin-summary'
import { useEffect, useState } from 'react'

import { rowsOf } from './kinds.ts'
import { useLive } from './live-context.tsx'
import type { ResourceState } from './resource-store.ts'
import { kindKey } from './tally.ts'
import { useSame } from './use-same.ts'

/** The rows of some kinds by `group/resource`, told at most four times a second. */
export function useKindStates(wanted: readonly OwnKind[]): ReadonlyMap<string, ResourceState> {
  const { stores } = useLive()
  const kinds = useSame(wanted)
  const [states, setStates] = useState<ReadonlyMap<string, ResourceState>>(NONE)
  useEffect(() => {
    const followed = kinds.map((kind) => ({ kind, store: stores.get(rowsOf(kind)) }))
    let timer: ReturnType<typeof setTimeout> | undefined
    const tell = () => {
      timer = undefined
      setStates(new Map(followed.map(({ kind, store }) => [kindKey(kind), store.state()])))
    }
    const soon = () => {
      timer ??= setTimeout(tell, TELL_EVERY_MS)
    }
    const ends = followed.flatMap(({ kind, store }) => [
      store.subscribe(soon),
      stores.hold(rowsOf(kind)),
    ])
    tell()
    return () => {
      clearTimeout(timer)
      for (const end of ends) end()
    }
  }, [stores, kinds])
  return states
}

const NONE: ReadonlyMap<string, ResourceState> = new Map()
const TELL_EVERY_MS = 250
