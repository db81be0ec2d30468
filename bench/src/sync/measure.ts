import { monitorEventLoopDelay } from 'node:perf_hooks'

/** What taking in a whole resource cost this process. */
export interface Cost {
  readonly seconds: number
  readonly cpuSeconds: number
  /** The most that was resident, everything included. */
  readonly peakMb: number
  /** What is resident a while after. */
  readonly steadyMb: number
  /** The longest that the event loop stood still, by the clock: also while other processes had the processor. */
  readonly stallMs: number
  /** The most processor time that the main thread took without a turn of the event loop. */
  readonly turnCpuMs: number
}

/** Runs the work, and prints as one line what it cost; the process ends with that. */
export async function measure(work: () => Promise<unknown>): Promise<never> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  // The first turn of a process is its start, not the work.
  await new Promise((resolve) => setTimeout(resolve, 50))
  delay.enable()
  const turns = watchTurns()
  const from = process.cpuUsage()
  const at = performance.now()
  const kept = await work()
  const seconds = (performance.now() - at) / 1_000
  const { user, system } = process.cpuUsage(from)
  await new Promise((resolve) => setTimeout(resolve, 20))
  delay.disable()
  const turnCpuMs = turns.stop()
  const peakMb = process.resourceUsage().maxRSS / 1_024
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
  const steadyMb = process.memoryUsage.rss() / 1_024 ** 2
  const cost: Cost = {
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakMb,
    steadyMb,
    stallMs: delay.max / 1e6,
    turnCpuMs,
  }
  console.log(JSON.stringify({ ...cost, kept: typeof kept }))
  process.exit(0)
}

const SETTLE_MS = 1_000

function watchTurns(): { stop(): number } {
  let most = 0
  let before = process.threadCpuUsage()
  const tick = (): void => {
    const now = process.threadCpuUsage()
    most = Math.max(most, now.user + now.system - before.user - before.system)
    before = now
  }
  const timer = setInterval(tick, 1)
  return {
    stop() {
      clearInterval(timer)
      tick()
      return most / 1_000
    },
  }
}
