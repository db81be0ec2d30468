/** What a busy machine keeps from this process: by how much a steady tick comes late. */
export interface StolenTime extends Disposable {
  /** The most that was kept from it within any span of so many milliseconds, in milliseconds. */
  mostWithin(spanMs: number): number
}

const TICK_MS = 20

export function watchStolenTime(): StolenTime {
  const late: { readonly at: number; readonly ms: number }[] = []
  let before = performance.now()
  const timer = setInterval(() => {
    const at = performance.now()
    const ms = at - before - TICK_MS
    if (ms > 1) late.push({ at, ms })
    before = at
  }, TICK_MS)
  return {
    mostWithin(spanMs) {
      let most = 0
      let sum = 0
      let first = 0
      for (const { at, ms } of late) {
        sum += ms
        while ((late[first]?.at ?? at) < at - spanMs) sum -= late[first++]?.ms ?? 0
        most = Math.max(most, sum)
      }
      return most
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}
