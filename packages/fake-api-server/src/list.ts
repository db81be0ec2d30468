import { awaitVersion } from './await-version.ts'
import type { Exchange } from './exchange.ts'
import type { KubeObject } from './kube-object.ts'
import type { ObjectStore } from './object-store.ts'
import { type Form, listType, renderItem } from './render.ts'
import type { Selector } from './selector.ts'
import { badRequest, expired } from './status-error.ts'

/** What a list or a watch shows. */
export interface Scope {
  readonly objects: ObjectStore
  readonly resource: string
  readonly form: Form
  readonly selector: Selector
}

/** Answers a list: whole, or a page of it with the token that continues it. */
export async function serveList(scope: Scope, exchange: Exchange): Promise<void> {
  const page = await readPage(scope, exchange.query)
  exchange.head(200, { 'content-type': 'application/json' })
  const metadata = {
    resourceVersion: String(page.version),
    ...(page.next === undefined
      ? {}
      : { continue: page.next.token, remainingItemCount: page.next.remaining }),
  }
  const head = JSON.stringify({ ...listType(scope.form), metadata })
  await exchange.write(Buffer.from(`${head.slice(0, -1)},"items":[`))
  for (let at = 0; at < page.items.length && !exchange.closed.aborted; at += BATCH) {
    const items = page.items.slice(at, at + BATCH).map((item) => renderItem(item, scope.form))
    await exchange.write(Buffer.from((at === 0 ? '' : ',') + items.join(',')))
  }
  exchange.end(Buffer.from(']}\n'))
}

const BATCH = 50

interface Page {
  readonly version: number
  readonly items: readonly KubeObject[]
  readonly next?: { readonly token: string; readonly remaining: number }
}

/** What a continue token stands for: the rest of a list as it was at `version`. */
interface Rest {
  readonly version: number
  readonly items: readonly KubeObject[]
}

/** Kept per cluster, dropped by a compaction as in etcd; the oldest go when there are too many. */
const rests = new WeakMap<ObjectStore, Map<string, Rest>>()
const REST_LIMIT = 1_000

async function readPage(
  { objects, resource, selector }: Scope,
  query: URLSearchParams,
): Promise<Page> {
  const token = query.get('continue')
  const limit = Number(query.get('limit') ?? 0)
  if (token) return cut(objects, continued(objects, token), limit)
  const asked = query.get('resourceVersion')
  await awaitVersion(objects, asked)
  const all = { version: objects.version, items: objects.list(resource).filter(selector) }
  // Version 0 is answered from the watch cache, which knows no pages.
  return asked === '0' ? all : cut(objects, all, limit)
}

function continued(objects: ObjectStore, token: string): Rest {
  const [version = '', id = ''] = token.split('.')
  if (!id) throw badRequest('continue key is not valid')
  const rest = rests.get(objects)?.get(id)
  if (!rest || Number(version) < objects.compacted) {
    throw expired('The provided continue parameter is too old to display a consistent list result.')
  }
  return rest
}

function cut(objects: ObjectStore, { version, items }: Rest, limit: number): Page {
  if (limit <= 0 || items.length <= limit) return { version, items }
  const kept = rests.get(objects) ?? new Map<string, Rest>()
  rests.set(objects, kept)
  const id = crypto.randomUUID()
  kept.set(id, { version, items: items.slice(limit) })
  const [oldest] = kept.keys()
  if (kept.size > REST_LIMIT && oldest !== undefined) kept.delete(oldest)
  const next = { token: `${version}.${id}`, remaining: items.length - limit }
  return { version, items: items.slice(0, limit), next }
}
