import {
  catalogClusterSchema,
  catalogResourceSchema,
  type CatalogCluster,
  type CatalogResource,
} from '@argus/contracts/catalog'
import { parseResourceKey } from '@argus/contracts/topic'

import type { Catalog } from './topic-log.ts'

/** The field that counts the directory's changes; no cluster can be called that. */
export const REVISION_FIELD = '#'

/** The directory from fields and values. Entries that do not parse are left out: their writer writes them again. */
export function parseCatalog(entries: Iterable<readonly [field: string, value: string]>): Catalog {
  const clusters = new Map<string, CatalogCluster>()
  const resources = new Map<string, CatalogResource>()
  for (const [field, value] of entries) {
    if (field === REVISION_FIELD) continue
    const entry = parseJson(value)
    if (parseResourceKey(field) === undefined) {
      const cluster = catalogClusterSchema.safeParse(entry)
      if (cluster.success) clusters.set(field, cluster.data)
    } else {
      const resource = catalogResourceSchema.safeParse(entry)
      if (resource.success) resources.set(field, resource.data)
    }
  }
  return { clusters, resources }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // Which no entry is.
  }
}
