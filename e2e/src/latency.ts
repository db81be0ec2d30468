import { type Kind, objectOf } from './kind.ts'
import type { KubeApi } from './kube-api.ts'
import type { PlainClient } from './plain-client.ts'

/** How long changes took to reach somebody, in milliseconds. */
export interface Latencies {
  readonly operation: 'applied' | 'edited' | 'deleted'
  readonly ms: readonly number[]
}

/** Sees one state of one object arrive: resolves with the time (`performance.now`) at which it did. */
export interface Observer {
  arrival(key: string, step: number | 'gone'): Promise<number>
}

export interface Trial {
  readonly api: KubeApi
  readonly kind: Kind
  readonly namespace: string
  readonly observer: Observer
  readonly rounds: number
}

/** Applies, edits and deletes an object in each round, one after the other, each timed from before its request. */
export async function measure(trial: Trial): Promise<readonly Latencies[]> {
  const { api, kind, namespace, observer, rounds } = trial
  const applied: number[] = []
  const edited: number[] = []
  const deleted: number[] = []
  for (let round = 0; round < rounds; round++) {
    const at = { namespace, name: `timed-${round}` }
    const key = `${namespace}/${at.name}`
    const timed = async (step: number | 'gone', change: () => Promise<void>): Promise<number> => {
      const began = performance.now()
      const [arrived] = await Promise.all([observer.arrival(key, step), change()])
      return arrived - began
    }
    const object = objectOf(kind, at, { ...SPEC, step: 1 })
    applied.push(await timed(1, () => api.create(kind, object, namespace)))
    edited.push(await timed(2, () => api.patch(kind, at, { spec: { step: 2 } })))
    deleted.push(await timed('gone', () => api.remove(kind, at)))
  }
  return [
    { operation: 'applied', ms: applied },
    { operation: 'edited', ms: edited },
    { operation: 'deleted', ms: deleted },
  ]
}

/** What a ServiceMonitor must have. */
const SPEC = { endpoints: [], selector: {} }

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const [low = Number.NaN, high = low] = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1)
  return (low + high) / 2
}

/** What is promised: a second as a rule, five at the worst. */
export function isQuick({ ms }: Latencies): boolean {
  return median(ms) < 1_000 && Math.max(...ms) < 5_000
}

/** One line for a person: `edited    median 41 ms, longest 63 ms, of 20`. */
export function describeLatencies({ operation, ms }: Latencies): string {
  const [middle, longest] = [median(ms), Math.max(...ms)].map((each) => `${Math.round(each)} ms`)
  return `${operation.padEnd(8)} median ${middle}, longest ${longest}, of ${ms.length}`
}

/** Sees changes in the frames of a plain client that follows the kind in the shape `row`, `Step` being a column. */
export function socketObserver(client: PlainClient): Observer {
  return {
    async arrival(key, step) {
      const seen = await client.event((event) => {
        if (event.key !== key) return false
        if (event.type === 'DELETED') return step === 'gone'
        return step !== 'gone' && 'cells' in event && event.cells.includes(step)
      })
      return seen.at
    },
  }
}
