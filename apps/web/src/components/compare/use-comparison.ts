import type { LiveRequest } from '@argus/live-client/live-event'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useSyncExternalStore } from 'react'

import type { ComparedPart } from '../../live/comparable.ts'
import { ComparisonStore, type Comparison } from '../../live/comparison-store.ts'
import { useResource, useTopicStore } from '../../live/live-context.tsx'
import type { ResourceState } from '../../live/resource-store.ts'
import { useSame } from '../../live/use-same.ts'
import { listOf, objectParams, unknownValue, writeList, type ObjectAddress } from '../../search.ts'

export const PARTS: readonly ComparedPart[] = ['spec', 'status', 'all']

/** A comparison as its address says it. */
export interface CompareAddress {
  /** The first is that of the path. */
  readonly clusters: readonly string[]
  readonly part: ComparedPart
  readonly form: 'side' | 'table'
  /** The difference that is pointed at. */
  readonly at: string | undefined
  /** Sentences about what this version does not know. */
  readonly ignored: readonly string[]
  readonly change: (next: CompareChange) => void
}

interface CompareChange {
  readonly clusters?: readonly string[]
  readonly part?: ComparedPart
  readonly form?: 'side' | 'table'
  readonly at?: string
}

export function useCompareAddress(address: ObjectAddress): CompareAddress {
  const search = useSearch({
    from: '/shell/r/$group/$resource/$cluster/$namespace/$name/compare',
  })
  const navigate = useNavigate()
  const others = listOf(search.with).filter((one) => one !== address.cluster)
  const clusters = [address.cluster, ...others].slice(0, MOST_SIDES)
  const part = PARTS.find((one) => one === search.part)
  const form = search.as === 'table' ? 'table' : 'side'
  return {
    clusters,
    part: part ?? 'spec',
    form,
    at: search.at,
    ignored: [
      ...(search.part === undefined || part !== undefined
        ? []
        : [unknownValue('part', search.part)]),
      ...(search.as === undefined || ['side', 'table'].includes(search.as)
        ? []
        : [unknownValue('as', search.as)]),
    ],
    change: (next) => {
      const [first = address.cluster, ...rest] = next.clusters ?? clusters
      const wanted = next.part ?? part ?? 'spec'
      void navigate({
        to: '/r/$group/$resource/$cluster/$namespace/$name/compare',
        params: objectParams({ ...address, cluster: first }),
        search: {
          with: writeList(rest),
          part: wanted === 'spec' ? undefined : wanted,
          as: (next.form ?? form) === 'table' ? 'table' : undefined,
          at: next.at ?? (next.part === undefined ? search.at : undefined),
        },
        replace: true,
      })
    },
  }
}

export interface LiveComparison {
  readonly comparison: Comparison
  readonly togglePin: (cluster: string) => void
  readonly state: ResourceState
}

/** The object in all clusters by one subscription, and what differs between those that are compared. */
export function useComparison(
  { group, resource, namespace, name }: ObjectAddress,
  { clusters, part }: Pick<CompareAddress, 'clusters' | 'part'>,
): LiveComparison {
  const request: LiveRequest = {
    topic: { cluster: '*', group, resource },
    name,
    shape: 'object',
    ...(namespace !== '' && { namespaces: [namespace] }),
  }
  const store = useTopicStore(request)
  const state = useResource(store)
  const view = useSame({ key: `${namespace}/${name}`, clusters, part })
  const comparing = useMemo(() => new ComparisonStore(store, view), [store, view])
  const comparison = useSyncExternalStore(comparing.subscribe, comparing.comparison)
  return { comparison, state, togglePin: (cluster) => comparing.togglePin(cluster) }
}

const MOST_SIDES = 4
