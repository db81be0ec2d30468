import { acceptOf } from './accept.ts'
import type { ListPart } from './api-server/list.ts'
import type { ListEnvelope } from './api-server/list-items.ts'
import type { Attempt, Hashed, Progress } from './attempt.ts'
import { OlderListError, SilenceError } from './fault.ts'
import type { InformerEvent } from './informer-event.ts'
import { takeIn } from './intake.ts'
import { parseListItem } from './list-item.ts'
import { listPath } from './resource-path.ts'
import { type ResourceVersion, compareVersions } from './resource-version.ts'
import { endList } from './synced.ts'
import { startWatchdog, type Watchdog } from './watchdog.ts'

/** Lists a resource page by page; the objects go on as they come, the whole list is never held. */
export async function* listPages<P extends Hashed>(
  notOlderThan: ResourceVersion | undefined,
  context: Attempt<P>,
): AsyncGenerator<Progress<P>> {
  const { resource, store, clock, timing } = context
  using watchdog = startWatchdog(clock, context.signal, {
    limitMs: timing.silenceMs,
    error: (silentMs) => new SilenceError(silentMs),
  })
  store.beginList()
  let page: ListEnvelope | undefined
  do {
    const path = listPath(resource, { limit: timing.pageSize, next: page?.next, notOlderThan })
    page = yield* listPage(path, context, watchdog)
    assertNotOlder(page.resourceVersion, notOlderThan)
  } while (page.next !== undefined)
  yield endList(store, page.resourceVersion, clock.now())
}

async function* listPage<P extends Hashed>(
  path: string,
  { api, form, ...context }: Attempt<P>,
  watchdog: Watchdog,
): AsyncGenerator<Progress<P>, ListEnvelope> {
  const call = { signal: watchdog.signal, accept: acceptOf(form, 'list') }
  let end: ListEnvelope | undefined
  for await (const part of api.list(path, call)) {
    watchdog.rest()
    if (part.type === 'end') end = part
    else yield { events: takeItems(part, context) }
    watchdog.heard()
  }
  if (!end) throw new Error('a list without an end')
  return end
}

function takeItems<P extends Hashed>(
  { items, itemType }: Extract<ListPart, { type: 'items' }>,
  { store, project, clock }: Pick<Attempt<P>, 'store' | 'project' | 'clock'>,
): readonly InformerEvent<P>[] {
  const time = clock.now()
  return items.flatMap((item) => takeIn(store, { ...parseListItem(item, itemType), time }, project))
}

/** A replica that lags behind must not take the Store back in time. */
function assertNotOlder(version: ResourceVersion, than: ResourceVersion | undefined): void {
  const order = than === undefined ? undefined : compareVersions(version, than)
  if (order !== undefined && order < 0) {
    throw new OlderListError(`the API server lists version ${version}, older than ${than}`)
  }
}
