import { acceptOf } from './accept.ts'
import type { ListPart } from './api-server/list.ts'
import type { ListEnvelope } from './api-server/list-items.ts'
import type { Attempt, Hashed, Progress } from './attempt.ts'
import { OlderListError, SilenceError } from './fault.ts'
import type { InformerEvent } from './informer-event.ts'
import { takeIn } from './intake.ts'
import { objectOf } from './list-item.ts'
import { startLoopTurn } from './loop-turn.ts'
import { listPath } from './resource-path.ts'
import { type ResourceVersion, compareVersions } from './resource-version.ts'
import { endList } from './synced.ts'
import { startWatchdog, type Watchdog } from './watchdog.ts'

/**
 * Lists a resource page by page; the objects go on as they come, the whole list is never held, and the event loop turns in
 * between however fast they come.
 */
export async function* listPages<P extends Hashed>(
  notOlderThan: ResourceVersion | undefined,
  context: Attempt<P>,
): AsyncGenerator<Progress<P>> {
  const { store, clock, timing } = context
  using watchdog = startWatchdog(clock, context.signal, {
    limitMs: timing.silenceMs,
    error: (silentMs) => new SilenceError(silentMs),
  })
  store.beginList()
  const loopTurn = startLoopTurn()
  let version: ResourceVersion | undefined
  for await (const part of readPages(notOlderThan, context, watchdog)) {
    if (part.type === 'end') {
      assertNotOlder(part.resourceVersion, notOlderThan)
      // All pages are of one version; were a later one newer, the watch has to tell what the earlier ones missed.
      version ??= part.resourceVersion
      continue
    }
    for (let at = 0; at < part.items.length; at += SLICE) {
      const items = part.items.slice(at, at + SLICE)
      yield { events: takeItems({ ...part, items }, context) }
      await loopTurn.endIfLong()
    }
  }
  if (version === undefined) throw new Error('a list without an end')
  yield endList(store, version, clock.now())
}

/** Objects that are taken in without a look at the time. */
const SLICE = 8

async function* readPages(
  notOlderThan: ResourceVersion | undefined,
  { api, form, resource, timing }: Omit<Attempt<never>, 'project'>,
  watchdog: Watchdog,
): AsyncGenerator<ListPart> {
  const call = { signal: watchdog.signal, accept: acceptOf(form, 'list') }
  let page: ListEnvelope | undefined
  do {
    const path = listPath(resource, { limit: timing.pageSize, next: page?.next, notOlderThan })
    for await (const part of api.list(path, call)) {
      watchdog.rest()
      yield part
      watchdog.heard()
      if (part.type === 'end') page = part
    }
  } while (page?.next !== undefined)
}

function takeItems<P extends Hashed>(
  { items, itemType }: Extract<ListPart, { type: 'items' }>,
  { store, project, clock }: Pick<Attempt<P>, 'store' | 'project' | 'clock'>,
): readonly InformerEvent<P>[] {
  const time = clock.now()
  return items.flatMap((item) => takeIn(store, { ...objectOf(item, itemType), time }, project))
}

/** A replica that lags behind must not take the Store back in time. */
function assertNotOlder(version: ResourceVersion, than: ResourceVersion | undefined): void {
  const order = than === undefined ? undefined : compareVersions(version, than)
  if (order !== undefined && order < 0) {
    throw new OlderListError(`the API server lists version ${version}, older than ${than}`)
  }
}
