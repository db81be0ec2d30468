import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { until } from '@argus/testkit/until'

import type { Change } from '../src/publish.ts'
import { type Copy } from './copy.ts'
import { inStep, openLog, type Log } from './log.ts'
import { onEveryRedis } from './servers.ts'
import { Owner, remove, upsert } from './topic.ts'

/** What happens to a Topic and to its followers. `lost` batches are written, and nobody hears of them. */
type Step =
  | { readonly type: 'publish' | 'lost'; readonly changes: readonly KeyChange[] }
  | { readonly type: 'cut' | 'check' | 'epoch' | 'lost epoch' | 'join' }

interface KeyChange {
  readonly key: string
  readonly gone: boolean
}

const keyChange: fc.Arbitrary<KeyChange> = fc.record({
  key: fc.integer({ min: 0, max: 7 }).map((n) => `ns/k${n}`),
  gone: fc.boolean(),
})

const batch = fc.array(keyChange, { minLength: 1, maxLength: 6 })

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: batch.map((changes) => ({ type: 'publish' as const, changes })) },
  { weight: 3, arbitrary: batch.map((changes) => ({ type: 'lost' as const, changes })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('cut', 'check', 'epoch', 'lost epoch', 'join')
      .map((type) => ({ type }) as const),
  },
)

onEveryRedis('whatever is changed, lost, cut and begun anew', (bench) => {
  test('every follower ends with what the writer has, and shows nothing that never was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        await using log = await openLog(bench)
        const history = await History.begin(log)
        const copies = [history.watch(log.follow())]
        for (const one of steps) {
          if (one.type === 'join') copies.push(history.watch(log.follow()))
          else await history.play(one)
        }
        await until(() => log.reader.reachable() === true, { what: 'the connections' })
        await log.check()
        for (const copy of copies) {
          await inStep(copy, history.owner.position)
          expect(copy.versions).toEqual(Object.fromEntries(history.state))
        }
        expect(history.wrong).toEqual([])
      }),
      { numRuns: bench.kind === 'js' ? 15 : 60 },
    )
  }, 120_000)

  test('a snapshot is never torn, however fast the Topic changes while it is read', async () => {
    await using log = await openLog(bench)
    const history = await History.begin(log)
    for (let i = 0; i < 1_500; i += 250) {
      await history.publish(Array.from({ length: 250 }, (_, n) => upsert(`ns/row${i + n}`)))
    }
    const copies: Copy[] = []
    const unread = () => copies.some(({ position }) => position === undefined)
    for (let round = 0; round < 60 || unread(); round += 1) {
      if (round < 60 && round % 6 === 0) copies.push(history.watch(log.follow()))
      const n = (round * 25) % 1_500
      await history.publish([
        remove(`ns/row${n}`),
        upsert(`ns/row${1_499 - n}`, `${round}`),
        upsert(`ns/new${round % 7}`, `${round}`),
        remove(`ns/new${(round + 3) % 7}`),
      ])
    }
    await log.check()
    for (const copy of copies) await inStep(copy, history.owner.position)
    expect(history.wrong).toEqual([])
    expect(history.compared).toBeGreaterThanOrEqual(copies.length)
  }, 60_000)
})

/** The states that a Topic went through, by Position, to hold copies against. */
class History {
  readonly owner: Owner
  readonly #log: Log
  readonly #states = new Map<string, string>()
  readonly state = new Map<string, string>()
  readonly wrong: string[] = []
  compared = 0
  #version = 0

  constructor(log: Log, owner: Owner) {
    this.#log = log
    this.owner = owner
    this.#note()
  }

  static async begin(log: Log): Promise<History> {
    return new History(log, await Owner.begin(log.writer))
  }

  /** Compares a copy with the state at its Position, after each of its changes. */
  watch(copy: Copy): Copy {
    copy.onChange = () => {
      // A batch is heard before its writer is answered, so the state it led to may not be noted yet.
      setImmediate(() => this.#compare(text(copy.position), text(copy.versions)))
    }
    return copy
  }

  async play(step: Step): Promise<void> {
    switch (step.type) {
      case 'publish':
      case 'lost': {
        const changes = step.changes.map(({ key, gone }) =>
          gone ? remove(key) : upsert(key, `${(this.#version += 1)}`),
        )
        return this.publish(changes, step.type === 'lost' ? this.#log.silent : this.#log.writer)
      }
      case 'epoch':
      case 'lost epoch': {
        const log = step.type === 'epoch' ? this.#log.writer : this.#log.silent
        const owner = new Owner(log, this.owner.lease, this.owner.position)
        this.owner.position = await owner.startEpoch()
        return this.#note()
      }
      case 'cut':
        return this.#log.cut()
      case 'check':
        return this.#log.check()
      case 'join':
        return
    }
  }

  async publish(changes: readonly Change[], log = this.#log.writer as Owner['log']): Promise<void> {
    const { lease, position } = this.owner
    for (const change of changes) {
      if (change.type === 'delete') this.state.delete(change.key)
      else this.state.set(change.record.key, change.record.resourceVersion)
    }
    this.#note({ ...position, seq: position.seq + changes.length })
    await this.#log.writer.renew(lease) // A slow machine takes longer for a history than a Lease lasts.
    this.owner.position = await new Owner(log, lease, position).publish(...changes)
  }

  #note(position = this.owner.position): void {
    this.#states.set(text(position), text(Object.fromEntries([...this.state].toSorted(byKey))))
  }

  #compare(position: string, versions: string): void {
    this.compared += 1
    const was = this.#states.get(position) ?? 'a position that never was'
    if (was === versions) return
    const differs = Array.from(was).findIndex((character, i) => character !== versions[i])
    const [found, expected] = [versions, was].map((all) => all.slice(differs - 20, differs + 40))
    this.wrong.push(`at ${position}: …${found}… instead of …${expected}…`)
  }
}

function byKey([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1
}

function text(value: unknown): string {
  return JSON.stringify(value)
}
