import { createHash } from 'node:crypto'

import { EVERY } from '@argus/contracts/client-frame'
import type { ParamsOf, QueryOf } from '@argus/contracts/endpoint'
import { STORED_VERSION, type resourcesEndpoints } from '@argus/contracts/http/resources'
import { objectKey } from '@argus/contracts/key'

import { filterText } from '../feed/filter.ts'
import { wishOf, type Wish } from '../feed/target.ts'
import { parseCursor, type Cursor } from './cursor.ts'
import { leastsOf, type Leasts } from './least.ts'

type Calls = typeof resourcesEndpoints

/** What a list is asked for. */
export interface ListRequest {
  readonly wish: Wish
  /** Equal for requests whose pages may follow one another. */
  readonly name: string
  readonly leasts: Leasts
  readonly limit: number
  readonly cursor: Cursor | undefined
}

/** What one object is asked for by. */
export interface ObjectRequest {
  readonly wish: Wish
  readonly leasts: Leasts
  readonly namespace: string | undefined
  readonly key: string
}

/** Reads what came in, by the same code as a `subscribe`. Throws a Refusal. */
export function listRequest(
  params: ParamsOf<Calls['list']>,
  query: QueryOf<Calls['list']>,
): ListRequest {
  const { namespace, at_least, limit, cursor, ...rest } = query
  const wish = wishOf({ topic: topicOf(params), namespaces: namespace, ...rest })
  const name = nameOf(wish)
  return {
    wish,
    name,
    leasts: leastsOf(params.cluster, at_least),
    limit,
    cursor: cursor === undefined ? undefined : parseCursor(cursor, name),
  }
}

/** The same for one object. */
export function objectRequest(
  params: ParamsOf<Calls['object']>,
  { namespace, at_least }: QueryOf<Calls['object']>,
): ObjectRequest {
  const { name } = params
  const namespaces = namespace === undefined ? undefined : [namespace]
  return {
    wish: wishOf({ topic: topicOf(params), namespaces, name, shape: 'object' }),
    leasts: leastsOf(params.cluster, at_least === undefined ? undefined : [at_least]),
    namespace,
    key: objectKey(namespace, name),
  }
}

type Kind = Omit<ParamsOf<Calls['list']>, 'cluster'> & { readonly cluster: string }

function topicOf({ cluster, group, version, resource }: Kind): Wish['topic'] {
  const kind = { cluster: cluster === EVERY ? EVERY : cluster, group, resource }
  return version === STORED_VERSION ? kind : { ...kind, version }
}

function nameOf({ topic, namespaces, shape, filter }: Wish): string {
  const { cluster, group, version, resource } = topic
  const fields = [cluster, group, version ?? null, resource, namespaces?.toSorted() ?? null, shape]
  const text = JSON.stringify([fields, filterText(filter)])
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}
