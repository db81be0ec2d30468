import { monitorEventLoopDelay } from 'node:perf_hooks'

/** What taking in a whole resource cost this process. */
export interface Cost {
  readonly seconds: number
  readonly cpuSeconds: number
  /** The most that was resident, everything included. */
  readonly peakMb: number
  /** What is resident a while after. */
  readonly steadyMb: number
  readonly stallMs: number
}

/** Runs the work, and prints as one line what it cost; the process ends with that. */
export async function measure(work: () => Promise<unknown>): Promise<never> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  // The first turn of a process is its start, not the work.
  await new Promise((resolve) => setTimeout(resolve, 50))
  delay.enable()
  const from = process.cpuUsage()
  const at = performance.now()
  const kept = await work()
  const seconds = (performance.now() - at) / 1_000
  const { user, system } = process.cpuUsage(from)
  await new Promise((resolve) => setTimeout(resolve, 20))
  delay.disable()
  const peakMb = process.resourceUsage().maxRSS / 1_024
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
  const steadyMb = process.memoryUsage.rss() / 1_024 ** 2
  const cost: Cost = {
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakMb,
    steadyMb,
    stallMs: delay.max / 1e6,
  }
  console.log(JSON.stringify({ ...cost, kept: typeof kept }))
  process.exit(0)
}

const SETTLE_MS = 1_000
