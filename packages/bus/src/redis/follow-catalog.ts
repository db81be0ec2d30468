import { BusError } from '../bus-error.ts'
import {
  knownRevision,
  onCatalogInput,
  onCatalogRead,
  type CatalogInput,
  type CatalogState,
} from '../catalog-state.ts'
import { catalogKey } from '../topic-keys.ts'
import type { Catalog } from '../topic-log.ts'
import type { FollowParts } from './follow-topic.ts'
import { Inbox } from './inbox.ts'
import type { TopicReads } from './reads.ts'

/**
 * The directory at first and after each change. One that Redis has lost stays as it was known until it is written
 * again and has stood still for `STILL_MS`: half of it would look like clusters that were removed.
 */
export async function* followCatalog(
  signal: AbortSignal,
  { reads, subscriber, checks, prefix, clock }: FollowParts,
): AsyncGenerator<Catalog> {
  const inbox = new Inbox<CatalogInput>({ limit: 64, overflow: { type: 'announced' } })
  let state: CatalogState = { phase: 'unread' }
  const announced = (): void => inbox.push({ type: 'announced' })
  using _listening = subscriber.join(catalogKey(prefix), {
    message: announced,
    subscribed: announced,
  })
  using _checking = checks.joinCatalog({
    revision: () => knownRevision(state),
    checked: (revision, asked) => inbox.push({ type: 'checked', revision, asked }),
    down: () => {}, // What is known stays known.
  })
  announced()
  for (;;) {
    const input = await inbox.next(signal)
    if (input === undefined) return
    const step = onCatalogInput(state, input, clock.now())
    state = step.state
    if (!step.read) continue
    inbox.takeAll() // Whatever else was said by now, the read knows it.
    const found = await readWhole(reads)
    if (found === undefined) continue
    const read = onCatalogRead(state, found.revision)
    state = read.state
    if (read.fresh) yield found.catalog
  }
}

interface Found {
  readonly revision: string | undefined
  readonly catalog: Catalog
}

/** The directory as of one revision; `undefined` while Redis is away, or while it changes faster than it is read. */
async function readWhole(reads: TopicReads): Promise<Found | undefined> {
  try {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const revision = await reads.catalogRevision()
      const catalog = await reads.catalog()
      if (revision === (await reads.catalogRevision())) return { revision, catalog }
    }
  } catch (error) {
    if (!(error instanceof BusError)) throw error
  }
  return undefined // The next announcement, or the next check, asks again.
}

const TRIES = 3
