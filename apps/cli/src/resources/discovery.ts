import { join } from 'node:path'

import {
  apiResourcesAnswerSchema,
  apiResourcesEndpoints,
} from '@argus/contracts/http/api-resources'
import { z } from 'zod'

import type { Config } from '../config.ts'
import { Failure } from '../failure.ts'
import type { Opened } from '../session/open.ts'
import { readPrivate, writePrivate } from '../session/private-file.ts'
import type { ServedKind } from './kind.ts'

/** As long as the kinds of a cluster are believed; a word that they do not have is looked up at once. */
const FRESH_MS = 10 * 60_000

const cacheSchema = z.object({
  /** Whose: a context may become one of another console, or of another person. */
  who: z.string(),
  clusters: z.record(
    z.string(),
    z.object({ at: z.number(), resources: apiResourcesAnswerSchema.shape.resources }),
  ),
})
type Cache = z.infer<typeof cacheSchema>

/** What clusters serve, as far as it is known; and which could not be asked, and why. */
export interface Served {
  readonly kinds: ReadonlyMap<string, readonly ServedKind[]>
  readonly unasked: ReadonlyMap<string, Failure>
  /** Whether anything of it is from before. */
  readonly remembered: boolean
}

/**
 * What these clusters serve: what was heard of each within ten minutes, else asked. A cluster that cannot be asked now counts
 * by what was heard of it last. `anew`: nothing is believed.
 */
export async function servedBy(
  { config, opened }: { readonly config: Config; readonly opened: Opened },
  clusters: readonly string[],
  anew = false,
): Promise<Served> {
  const path = pathOf(config, opened)
  const who = whoOf(opened)
  const kept = await readCache(path)
  const cache = kept?.who === who ? kept : { who, clusters: {} }
  const old = anew ? clusters : clusters.filter((cluster) => !isFresh(cache, cluster))
  const unasked = new Map<string, Failure>()
  const asked: Cache['clusters'] = {}
  await Promise.all(
    old.map(async (cluster) => {
      try {
        const params = { id: cluster }
        const { resources } = await opened.api.call(apiResourcesEndpoints.list, { params })
        asked[cluster] = { at: Date.now(), resources }
      } catch (error) {
        if (!(error instanceof Failure) || error.code !== 'unavailable') throw error
        unasked.set(cluster, error)
      }
    }),
  )
  const all = { ...cache.clusters, ...asked }
  if (Object.keys(asked).length > 0) await writePrivate(path, { who, clusters: all })
  const known = clusters.flatMap((cluster) => {
    const heard = all[cluster]
    return heard === undefined ? [] : [[cluster, heard.resources] as const]
  })
  return { kinds: new Map(known), unasked, remembered: old.length < clusters.length }
}

/** Kinds depend on who asks: each context and each key has a file of its own. */
function pathOf({ cache, apiKey = '' }: Config, { context }: Opened): string {
  return join(cache, 'kinds', `${context?.name ?? `key-${digestOf(apiKey)}`}.json`)
}

/** Not imported: reading the module takes longer than all else here, and a login does without it. */
function digestOf(key: string): string {
  const { createHash } = process.getBuiltinModule('node:crypto')
  return createHash('sha256').update(key).digest('hex').slice(0, 32)
}

const whoOf = ({ url, context }: Opened): string => `${context?.email ?? ''} at ${url.href}`

async function readCache(path: string): Promise<Cache | undefined> {
  try {
    return await readPrivate(path, cacheSchema)
  } catch (error) {
    if (error instanceof Failure) return undefined // of another version, or touched by others: asked anew
    throw error
  }
}

function isFresh({ clusters }: Cache, cluster: string): boolean {
  const kept = clusters[cluster]
  return kept !== undefined && Date.now() - kept.at < FRESH_MS
}
