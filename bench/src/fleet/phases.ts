import { setTimeout as delay } from 'node:timers/promises'
import { until } from '@argus/testkit/until'

import { differences } from './compare.ts'
import type { Ears } from './ears.ts'
import type { Fleet } from './fleet.ts'
import type { WatcherProcess } from './watcher-process.ts'

/** What a kind of event came to, over all its times. Gaps in milliseconds. */
interface PhaseResult {
  /** Of the Topics that changed hands. */
  readonly gaps: number[]
  /** The longest of those that did not, each time. */
  readonly still: number[]
  /** How many changed hands, each time. */
  readonly moved: number[]
  /** How many changed hands though their holder lived on and the replica that joined did not get them. */
  extra: number
  /** Lists that the API servers saw, each time. */
  readonly lists: number[]
}

export interface Ground extends AsyncDisposable {
  readonly phases: ReadonlyMap<string, PhaseResult>
  /** Writes that were refused to replicas. */
  readonly refused: number
  start(...replicas: readonly string[]): Promise<void>
  signal(replica: string, signal: NodeJS.Signals): void
  signals(replicas: readonly string[], signal: NodeJS.Signals): void
  /** Does something, and measures until the Topics are held by whoever lives and nothing waits. */
  phase(name: string, act: () => Promise<void> | void): Promise<void>
  /** Lets a frozen replica go on, and waits until it has its share again. */
  thaw(replica: string): Promise<void>
}

const SETTLE_MS = 60_000
const LOOK_MS = 250
/** Hand-overs are spread over five seconds: when none was seen for so long, there are none left. */
const HAND_OVER_MS = 5_500

export async function startGround(fleet: Fleet, ears: Ears): Promise<Ground> {
  const phases = new Map<string, PhaseResult>()
  const running = new Map<string, WatcherProcess>()
  const gone = new Set<string>()
  let refused = 0
  /** Who held what when the last event was over. */
  let standing: ReadonlyMap<string, string> | undefined

  const live = (): readonly string[] => [...running.keys()].filter((one) => !gone.has(one))
  /** All Topics are held, by all living replicas and no others, and no longer change hands. */
  const settled = async (): Promise<ReadonlyMap<string, string>> => {
    let last = ''
    let since = performance.now()
    return until(
      async () => {
        const holders = await fleet.holders()
        const now = JSON.stringify([...holders])
        if (now !== last) since = performance.now()
        last = now
        const by = new Set(holders.values())
        const right = by.size === live().length && live().every((replica) => by.has(replica))
        const still = performance.now() - since >= HAND_OVER_MS
        if (holders.size === fleet.topics.length && right && still) return holders
        await delay(LOOK_MS)
        return undefined
      },
      { what: `all Topics to be held by ${live().join(', ')}`, timeoutMs: SETTLE_MS },
    )
  }
  const lists = (): number =>
    fleet.servers.reduce(
      (sum, { requests }) =>
        sum + requests.filter((one) => /sendInitialEvents|limit=/.test(one)).length,
      0,
    )
  const readRefused = async (replica: string): Promise<void> => {
    refused += (await running.get(replica)?.count('argus_watcher_refusals_total')) ?? 0
  }
  const ground: Ground = {
    phases,
    get refused() {
      return refused
    },
    async start(...replicas) {
      // One that was stopped may still be giving up its Topics.
      for (const replica of replicas) await running.get(replica)?.ended
      const started = await Promise.all(replicas.map((replica) => fleet.start(replica)))
      for (const one of started) {
        running.set(one.replica, one)
        gone.delete(one.replica)
      }
      if (phases.size > 0 || running.size > replicas.length) return
      await settled()
      await until(async () => (await differences(fleet)).length === 0, {
        what: 'the first lists',
        timeoutMs: SETTLE_MS,
      })
    },
    signal(replica, signal) {
      running.get(replica)?.signal(signal)
      gone.add(replica)
    },
    signals: (replicas, signal) => replicas.forEach((one) => ground.signal(one, signal)),
    async phase(name, act) {
      const before = standing ?? (await settled())
      const listsBefore = lists()
      ears.forget()
      await act()
      const after = await settled()
      standing = after
      await until(() => ears.heardAll(performance.now() - 500), {
        what: 'what was written to be announced',
        timeoutMs: SETTLE_MS,
      })
      const gaps = ears.gaps(performance.now())
      const result = phases.get(name) ?? { gaps: [], still: [], moved: [], extra: 0, lists: [] }
      phases.set(name, result)
      const movedKeys = [...after].filter(([key, holder]) => before.get(key) !== holder)
      const left = new Set([...before.values()].filter((holder) => gone.has(holder)))
      const joined = new Set(live().filter((one) => ![...before.values()].includes(one)))
      for (const [key, holder] of movedKeys) {
        result.gaps.push(gaps.get(key) ?? 0)
        const needed = left.has(before.get(key) ?? '') || joined.has(holder)
        if (!needed) result.extra += 1
      }
      const moved = new Set(movedKeys.map(([key]) => key))
      result.still.push(
        Math.max(0, ...[...gaps].filter(([key]) => !moved.has(key)).map(([, gap]) => gap)),
      )
      result.moved.push(moved.size)
      result.lists.push(lists() - listsBefore)
    },
    async thaw(replica) {
      running.get(replica)?.signal('SIGCONT')
      gone.delete(replica)
      standing = await settled()
      await readRefused(replica)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...running.values()].map((one) => one[Symbol.asyncDispose]()))
    },
  }
  return ground
}
