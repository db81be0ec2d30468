import { acceptOf } from './accept.ts'
import type { Attempt, Hashed, Progress } from './attempt.ts'
import { NoStreamingListError, SilenceError } from './fault.ts'
import { streamingListPath, watchPath } from './resource-path.ts'
import { StreamReader } from './stream-reader.ts'
import type { Step } from './state.ts'
import { type SilenceLimit, startWatchdog } from './watchdog.ts'

/** Follows a watch until it ends; one that begins with a list goes on as the watch. */
export async function* followStream<P extends Hashed>(
  step: Exclude<Step, { phase: 'paged-list' }>,
  context: Attempt<P>,
): AsyncGenerator<Progress<P>> {
  const { api, form, clock, timing, resource } = context
  const seconds = watchSeconds(context)
  const listing = step.phase === 'streaming-list'
  const path = listing
    ? streamingListPath(resource, step.notOlderThan, seconds)
    : watchPath(resource, step.from, seconds)
  const silence: SilenceLimit = {
    limitMs: timing.silenceMs,
    error: (silentMs) => new SilenceError(silentMs),
  }
  using watchdog = startWatchdog(
    clock,
    context.signal,
    listing ? listSilence(timing.streamingListMs) : silence,
  )
  const call = { signal: watchdog.signal, accept: acceptOf(form, 'watch') }
  const openedAt = clock.now()
  const stream = await api.watch(path, call)
  watchdog.heard()
  const reader = new StreamReader(context, listing ? undefined : step.from)
  if (listing) context.store.beginList()
  else yield { events: [], input: { type: 'opened' } }

  for await (const lines of stream) {
    watchdog.rest()
    for (const progress of reader.read(lines)) yield progress
    if (reader.listed) watchdog.expect(silence)
    watchdog.heard()
    if (reader.error) throw reader.error
  }
  const lived = clock.now() - openedAt
  const atOnce = lived < timing.shortWatchMs && reader.empty
  const early = lived < seconds * EARLY_MS_PER_SECOND
  yield {
    events: [],
    input: { type: 'ended', when: atOnce ? 'at-once' : early ? 'early' : 'in-time' },
  }
}

/** A server may end a watch a little before its time. */
const EARLY_MS_PER_SECOND = 900

function watchSeconds({ timing, random }: Pick<Attempt<never>, 'timing' | 'random'>): number {
  const [least, most] = timing.watchSeconds
  return Math.round(least + random() * (most - least))
}

function listSilence(limitMs: number): SilenceLimit {
  const error = () => new NoStreamingListError('the API server does not end its streaming list')
  return { limitMs, error }
}
