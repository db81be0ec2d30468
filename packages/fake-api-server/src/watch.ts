import { awaitVersion } from './await-version.ts'
import type { Exchange } from './exchange.ts'
import type { Change } from './history.ts'
import type { KubeObject } from './kube-object.ts'
import type { Scope } from './list.ts'
import { type Form, objectType, render } from './render.ts'
import { StatusError } from './status-error.ts'

/** What of watching can be set per server. */
export interface WatchOptions {
  readonly watchList: boolean
  /** Whether bookmarks are sent, and how often. */
  readonly bookmarks: boolean
  readonly bookmarkIntervalMs: number
  /** Whether a version that is forgotten is refused by the status, or inside the stream. */
  readonly goneAs: 'status' | 'event'
}

/** Serves one watch until its time is over, its client goes, or `ended` aborts. */
export async function serveWatch(
  scope: Scope,
  exchange: Exchange,
  { options, ended }: { readonly options: WatchOptions; readonly ended: AbortSignal },
): Promise<void> {
  const { objects, resource } = scope
  const asked = readQuery(exchange.query, options)
  const version = await awaitVersion(objects, asked.version)
  const lines = new LineQueue()
  const listener = (change: Change) => lines.add(changeLine(change, scope))
  try {
    const synthetic = asked.initialEvents || asked.version === null || version === 0
    const from = synthetic ? objects.version : version
    const initial = synthetic ? shuffled(objects.list(resource).filter(scope.selector)) : []
    for (const change of objects.follow(resource, from, listener)) listener(change)
    start(exchange)
    for (let at = 0; at < initial.length && !exchange.closed.aborted; at += BATCH) {
      const lines = initial.slice(at, at + BATCH).map((o) => eventLine('ADDED', o, scope.form))
      await exchange.write(Buffer.from(lines.join('')))
    }
    if (asked.initialEvents && asked.bookmarks) {
      await exchange.write(Buffer.from(bookmarkLine(scope.form, from, INITIAL_EVENTS_END)))
    }
    const bookmark = () => lines.add(bookmarkLine(scope.form, objects.version))
    const timer =
      asked.bookmarks && options.bookmarks
        ? setInterval(bookmark, options.bookmarkIntervalMs)
        : undefined
    const timeout = AbortSignal.timeout(asked.timeoutSeconds * 1_000)
    const stop = AbortSignal.any([timeout, ended, exchange.closed])
    try {
      for await (const batch of lines.batches(stop)) await exchange.write(Buffer.from(batch))
    } finally {
      clearInterval(timer)
    }
    exchange.end()
  } catch (error) {
    const gone = error instanceof StatusError && error.code === 410
    if (!gone || options.goneAs === 'status') throw error
    start(exchange)
    exchange.end(Buffer.from(`${JSON.stringify({ type: 'ERROR', object: error.toStatus() })}\n`))
  } finally {
    objects.unfollow(resource, listener)
  }
}

/** Objects rendered at once: a long list must not hold up the other requests. */
const BATCH = 50

function start(exchange: Exchange): void {
  exchange.head(200, { 'content-type': 'application/json' })
}

interface WatchQuery {
  readonly version: string | null
  readonly initialEvents: boolean
  readonly bookmarks: boolean
  readonly timeoutSeconds: number
}

function readQuery(query: URLSearchParams, { watchList }: WatchOptions): WatchQuery {
  const initialEvents = query.get('sendInitialEvents')
  const match = query.get('resourceVersionMatch')
  if (initialEvents !== null && !watchList) {
    throw invalid(
      'sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
    )
  }
  if (initialEvents !== null && match !== 'NotOlderThan') {
    throw invalid('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan')
  }
  if (initialEvents === null && match !== null) {
    throw invalid(
      'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    )
  }
  return {
    version: query.get('resourceVersion') || null,
    initialEvents: initialEvents === 'true',
    bookmarks:
      query.get('allowWatchBookmarks') === 'true' || query.get('allowWatchBookmarks') === '1',
    timeoutSeconds:
      Number(query.get('timeoutSeconds') ?? 0) || 1_800 + Math.floor(Math.random() * 1_800),
  }
}

function invalid(message: string): StatusError {
  const text = `ListOptions.meta.k8s.io "" is invalid: Forbidden: ${message}`
  return new StatusError({ code: 422, reason: 'Invalid', message: text })
}

const INITIAL_EVENTS_END = { annotations: { 'k8s.io/initial-events-end': 'true' } }

function bookmarkLine(form: Form, version: number, metadata: object = {}): string {
  const object = {
    ...objectType(form),
    metadata: { resourceVersion: String(version), creationTimestamp: null, ...metadata },
  }
  return `${JSON.stringify({ type: 'BOOKMARK', object })}\n`
}

function eventLine(type: Change['type'], object: KubeObject, form: Form): string {
  return `{"type":"${type}","object":${render(object, form)}}\n`
}

/** A change as this watch sees it: entering its selector is ADDED, leaving it DELETED. */
function changeLine({ type, object, before }: Change, { selector, form }: Scope): string {
  const was = before !== undefined && selector(before)
  const is = type !== 'DELETED' && selector(object)
  if (was && is) return eventLine('MODIFIED', object, form)
  if (is) return eventLine('ADDED', object, form)
  return was ? eventLine('DELETED', object, form) : ''
}

/** The initial events of a real server come in no order a client may rely on. */
function shuffled<T>(items: readonly T[]): readonly T[] {
  const middle = Math.floor(items.length / 2)
  return [...items.slice(middle), ...items.slice(0, middle)]
}

/** Lines that wait to be written: those of one turn leave together. */
class LineQueue {
  #text = ''
  #wake = Promise.withResolvers<void>()

  add(line: string): void {
    this.#text += line
    if (this.#text) this.#wake.resolve()
  }

  async *batches(signal: AbortSignal): AsyncIterable<string> {
    const stopped = new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    while (!signal.aborted) {
      if (!this.#text) await Promise.race([this.#wake.promise, stopped])
      const text = this.#text
      this.#text = ''
      this.#wake = Promise.withResolvers()
      if (text) yield text
    }
  }
}
