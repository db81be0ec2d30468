import type { Ears } from './ears.ts'
import type { Fleet, FleetTopic } from './fleet.ts'
import { keyOf, objectOf, refOf } from './kinds.ts'

export interface ChurnOptions {
  /** So many objects a Topic. */
  readonly objects: number
  /** Writes a second, over all Topics. */
  readonly rate: number
  /** One write in so many deletes an object; the next one of it makes it anew. */
  readonly deleteEvery: number
}

/** How often writes are made; as many as are due by then. */
const TICK_MS = 20

/** Writes to the clusters, Topic after Topic, until disposed of. */
export interface Churn extends Disposable {
  readonly writes: number
  /** Stands still while it is set. */
  paused: boolean
}

export function churn(
  { topics }: Pick<Fleet, 'topics'>,
  ears: Pick<Ears, 'wrote'>,
  { objects, rate, deleteEvery }: ChurnOptions,
): Churn {
  let writes = 0
  let due = 0
  let lookedAt = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    if (!running.paused) due += ((now - lookedAt) * rate) / 1_000
    lookedAt = now
    for (; writes < Math.floor(due); writes += 1) {
      const topic = topics[writes % topics.length]
      const name = `object-${Math.floor(writes / topics.length) % objects}`
      if (topic !== undefined) write(topic, name, { turn: writes, deleteEvery, ears })
    }
  }, TICK_MS)
  const running = {
    paused: false,
    get writes() {
      return writes
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
  return running
}

/** Every object of every Topic, so that there is something to take over. */
export function fill({ topics }: Fleet, objects: number): void {
  for (const { kind, server } of topics) {
    for (let i = 0; i < objects; i += 1) server.store.apply(objectOf(kind, `object-${i}`, i))
  }
}

function write(
  { key: topic, kind, server }: FleetTopic,
  name: string,
  {
    turn,
    deleteEvery,
    ears,
  }: { readonly turn: number; readonly deleteEvery: number; readonly ears: Pick<Ears, 'wrote'> },
): void {
  const key = keyOf(kind, name)
  const at = performance.now()
  const there = server.store.objects.get(`${kind.group}/${kind.resource}`, key) !== undefined
  if (there && turn % deleteEvery === 0) {
    server.store.delete(refOf(kind, name))
    ears.wrote({ topic, key, version: undefined, at })
    return
  }
  const { metadata } = server.store.apply(objectOf(kind, name, turn))
  ears.wrote({ topic, key, version: Number(metadata.resourceVersion), at })
}
