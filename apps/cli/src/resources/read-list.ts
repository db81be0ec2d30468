import { setTimeout as delay } from 'node:timers/promises'

import { EVERY } from '@argus/contracts/client-frame'
import {
  MAX_PAGE_LIMIT,
  resourcesEndpoints,
  STORED_VERSION,
  type ListAnswer,
  type ReadTopic,
} from '@argus/contracts/http/resources'

import { Failure } from '../failure.ts'
import type { Api } from '../session/api.ts'
import type { Kind } from './kind.ts'

export type ReadItem = ListAnswer['items'][number]

/** What is asked of each cluster, as the query of a read has it. */
export interface Filter {
  readonly shape: 'row' | 'object'
  readonly namespace?: string[]
  readonly name?: string
  readonly labels?: string
  readonly health?: ('Current' | 'InProgress' | 'Failed' | 'Terminating' | 'Unknown')[]
  readonly cel?: string
}

/** Objects of several clusters; of each what is known of it, or why nothing could be read. */
export interface ReadList {
  readonly topics: readonly ReadTopic[]
  readonly items: readonly ReadItem[]
  readonly failed: ReadonlyMap<string, Failure>
}

export interface Reading {
  readonly kind: Kind
  readonly filter: Filter
  readonly signal: AbortSignal
  /** Told where an answer takes longer than one waits without a word. */
  readonly wait: (what: string) => void
}

/** Up to so many clusters are asked one by one, at once; more by one call for all, which knows only what is followed. */
const FEW = 8
const TIMEOUT_MS = 60_000

/** Reads a kind from clusters that serve it. What one of them cannot answer is in `failed`, and does not keep the others. */
export async function readList(
  api: Api,
  clusters: readonly string[],
  reading: Reading,
): Promise<ReadList> {
  const all = clusters.length > FEW ? await readPages(api, EVERY, reading) : undefined
  const wanted = new Set(clusters)
  const topics = (all?.topics ?? []).filter(({ topic }) => wanted.has(topic.cluster))
  const read = new Set(topics.map(({ topic }) => topic.cluster))
  const failed = new Map<string, Failure>()
  const others = await Promise.all(
    clusters
      .filter((cluster) => !read.has(cluster))
      .map(async (cluster) => {
        try {
          return await readPages(api, cluster, reading)
        } catch (error) {
          if (!(error instanceof Failure) || !OF_ONE_CLUSTER.has(error.code)) throw error
          failed.set(cluster, error)
          return NOTHING
        }
      }),
  )
  return {
    topics: [...topics, ...others.flatMap((other) => other.topics)],
    items: [
      ...(all?.items ?? []).filter(({ cluster }) => wanted.has(cluster)),
      ...others.flatMap((other) => other.items),
    ],
    failed,
  }
}

const NOTHING = { topics: [], items: [] }
const OF_ONE_CLUSTER: ReadonlySet<string> = new Set(['unavailable', 'not_followed', 'not_found'])

async function readPages(
  api: Api,
  cluster: string,
  reading: Reading,
): Promise<Pick<ListAnswer, 'topics' | 'items'>> {
  const items: ReadItem[] = []
  let cursor: string | undefined
  for (;;) {
    const page = await readPage(api, { cluster, cursor }, reading)
    items.push(...page.items)
    if (page.next === undefined) return { topics: page.topics, items }
    cursor = page.next
  }
}

interface Page {
  readonly cluster: string
  readonly cursor: string | undefined
}

/** How often what says "not yet" is asked again. */
const TRIES = 10
const PAUSE_MS = 1_000

async function readPage(
  api: Api,
  { cluster, cursor }: Page,
  { kind: { group, resource }, filter, signal, wait }: Reading,
): Promise<ListAnswer> {
  const params = { cluster, group, version: STORED_VERSION, resource }
  const query = { ...filter, limit: MAX_PAGE_LIMIT, ...(cursor !== undefined && { cursor }) }
  const options = { signal, timeoutMs: TIMEOUT_MS }
  for (let tries = 1; ; tries += 1) {
    try {
      return await api.call(resourcesEndpoints.list, { params, query }, options)
    } catch (error) {
      if (!(error instanceof Failure) || tries === TRIES) throw error
      if (error.code === 'not_followed')
        wait(`Argus begins to follow ${resource} in ${cluster}: this takes a moment.`)
      else if (error.code !== 'too_many' && error.code !== 'behind') throw error
      await delay(PAUSE_MS, undefined, { signal })
    }
  }
}
