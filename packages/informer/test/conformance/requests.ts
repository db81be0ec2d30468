import type { LineProxy, LineRule, ProxiedRequest } from '@argus/testkit/line-proxy'
import type { Gadgets } from './bench.ts'

/** What an informer asks for. */
export type Asked = 'streaming-list' | 'paged-list' | 'watch'

export function askedFor({ verb, query }: ProxiedRequest): Asked | undefined {
  if (verb === 'list') return 'paged-list'
  if (verb === 'watch') return query.has('sendInitialEvents') ? 'streaming-list' : 'watch'
  return undefined
}

/** The requests for a resource of one kind, oldest first. */
export function requestsFor(proxy: LineProxy, { resource }: Gadgets, asked: Asked) {
  return proxy.requests.filter(
    (request) => concerns(request, resource.resource) && askedFor(request) === asked,
  )
}

/** Lists of either kind. */
export function listsOf(proxy: LineProxy, gadgets: Gadgets): number {
  return (
    requestsFor(proxy, gadgets, 'streaming-list').length +
    requestsFor(proxy, gadgets, 'paged-list').length
  )
}

/** A rule for one kind of request for one resource; met `times` times. */
export function on(
  { resource }: Gadgets,
  asked: readonly Asked[],
  { rule, times = Infinity }: { readonly rule: LineRule; readonly times?: number },
): LineRule {
  let left = times
  return (request) => {
    const kind = askedFor(request)
    if (!kind || !asked.includes(kind) || !concerns(request, resource.resource)) return undefined
    if (left <= 0) return undefined
    left -= 1
    return rule(request)
  }
}

function concerns({ pathname }: ProxiedRequest, resource: string): boolean {
  return pathname.endsWith(`/${resource}`)
}

/** A refusal as an API server words it. */
export function status(code: number, reason: string, details: object = {}) {
  const body = {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    message: reason,
    reason,
    code,
    details,
  }
  return JSON.stringify(body)
}

export function refuse(
  code: number,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
) {
  return () => ({ respond: { status: code, headers, body: status(code, reason) } })
}

/** An `ERROR` event and nothing else. */
export function errorEvent(code: number, reason: string, details?: object) {
  const body = `{"type":"ERROR","object":${status(code, reason, details)}}\n`
  return () => ({ respond: { status: 200, body } })
}

export const NO_STREAMING_LIST = refuse(422, 'Invalid')
