import { batchSchema, type Batch } from '@argus/contracts/record'
import type { Redis } from 'ioredis'

import type { Fleet } from './fleet.ts'

/** What all Topics announce, held against what was written to the clusters. */
export interface Ears extends Disposable {
  /** An object was written, or deleted with no version. Times are milliseconds of one clock. */
  wrote(write: { topic: string; key: string; version: number | undefined; at: number }): void
  /** The longest that a write has waited to be announced since `forget`, by Topic; those that still wait included. */
  gaps(now: number): ReadonlyMap<string, number>
  forget(): void
  /** Whether everything that was written before a moment has been announced. */
  heardAll(before: number): boolean
  /** Announcements that do not follow the one before, or bring an object back to an older state. */
  readonly breaks: readonly string[]
}

export async function listen({ topics, ask }: Fleet): Promise<Ears> {
  const connection: Redis = ask.duplicate()
  const states = new Map(topics.map(({ key }) => [key, newState()]))
  const breaks: string[] = []
  connection.on('message', (channel: string, text: string) => {
    const key = channel.slice('argus:{'.length, -1)
    const state = states.get(key)
    const batch = batchSchema.safeParse(JSON.parse(text))
    if (state === undefined || !batch.success) return
    const wrong = hear(state, batch.data, performance.now())
    if (wrong !== undefined) breaks.push(`${key}: ${wrong}`)
  })
  await connection.subscribe(...topics.map(({ key }) => `argus:{${key}}`))
  return {
    wrote({ topic, key, version, at }) {
      const pending = states.get(topic)?.pending
      const since = pending?.get(key)?.since ?? at
      pending?.set(key, { since, version })
    },
    gaps(now) {
      return new Map(
        [...states].map(([key, { longest, pending }]) => {
          const waiting = [...pending.values()].map(({ since }) => now - since)
          return [key, Math.max(longest, ...waiting)]
        }),
      )
    },
    forget() {
      for (const state of states.values()) state.longest = 0
    },
    heardAll: (before) =>
      [...states.values()].every(({ pending }) =>
        [...pending.values()].every(({ since }) => since >= before),
      ),
    breaks,
    [Symbol.dispose]: () => connection.disconnect(),
  }
}

interface TopicState {
  /** What was written and is not announced: since when the topic log is behind, and the newest version. */
  readonly pending: Map<string, { since: number; version: number | undefined }>
  readonly versions: Map<string, number>
  at: { epoch: string; seq: number } | undefined
  longest: number
}

function newState(): TopicState {
  return { pending: new Map(), versions: new Map(), at: undefined, longest: 0 }
}

function hear(state: TopicState, batch: Batch, now: number): string | undefined {
  const { epoch, prev, at } = batch
  let wrong: string | undefined
  if (state.at?.epoch === epoch && state.at.seq !== prev) wrong = `${prev} follows ${state.at.seq}`
  state.at = { epoch, seq: at }
  for (const record of batch.records) {
    const { key } = record
    const version = 'resourceVersion' in record ? Number(record.resourceVersion) : undefined
    const before = state.versions.get(key)
    if (version === undefined) state.versions.delete(key)
    else {
      if (before !== undefined && version <= before) wrong = `${key} ${version} after ${before}`
      state.versions.set(key, version)
    }
    const pending = state.pending.get(key)
    if (pending === undefined || !settles(pending.version, version)) continue
    state.longest = Math.max(state.longest, now - pending.since)
    state.pending.delete(key)
  }
  return wrong
}

/** Whether what is announced is what was written last. */
function settles(written: number | undefined, announced: number | undefined): boolean {
  if (written === undefined || announced === undefined) return written === announced
  return announced >= written
}
