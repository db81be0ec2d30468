/** How long one turn of the event loop took at most, since it was started. */
export interface Stall extends Disposable {
  readonly longestMs: number
}

/**
 * Measures stalls in the CPU time of this thread, which the load of the machine does not lengthen: a loop that nobody
 * blocks comes to its timers every few milliseconds.
 */
export function measureStall(): Stall {
  let longestMs = 0
  let last = process.threadCpuUsage()
  const timer = setInterval(() => {
    const now = process.threadCpuUsage()
    longestMs = Math.max(longestMs, (now.user + now.system - last.user - last.system) / 1_000)
    last = now
  }, 1)
  return {
    get longestMs() {
      return longestMs
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}
