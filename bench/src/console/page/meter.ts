/// <reference lib="dom" />
/** Runs in the page that is measured: counts its frames and its long tasks while it scrolls what is named, up and down. */

/** What one measurement saw. */
export interface Seen {
  /** Each task that took more than 50 ms (https://www.w3.org/TR/longtasks-1/): how long, and since when, in ms. */
  readonly longTasks: readonly { readonly ms: number; readonly atMs: number }[]
  /** Frames of each whole second. */
  readonly frames: readonly number[]
}

export interface Meter {
  /** Begins; `selector` names what is scrolled. */
  start(selector: string): void
  /** Ends, and answers what was seen since. */
  stop(): Seen
}

/** Pixels a frame: as fast as a wheel that is turned without a stop. */
const STEP = 60

const longTasks: PerformanceEntry[] = []
const frames: number[] = []
let running = false
let began = 0

// One that ended before it begins may be told after that.
new PerformanceObserver((list) => {
  if (running) longTasks.push(...list.getEntries().filter(({ startTime }) => startTime >= began))
}).observe({ type: 'longtask' })

const meter: Meter = {
  start(selector) {
    const scrolled = document.querySelector(selector)
    if (scrolled === null) throw new Error(`there is no ${selector}`)
    longTasks.length = 0
    frames.length = 0
    running = true
    began = performance.now()
    let by = STEP
    const frame = (): void => {
      if (!running) return
      const second = Math.floor((performance.now() - began) / 1_000)
      while (frames.length <= second) frames.push(0)
      frames[second] = (frames[second] ?? 0) + 1
      const before = scrolled.scrollTop
      scrolled.scrollTop = before + by
      if (scrolled.scrollTop === before) by = -by
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  },
  stop() {
    running = false
    return {
      longTasks: longTasks.map(({ startTime, duration }) => ({
        ms: Math.round(duration),
        atMs: Math.round(startTime - began),
      })),
      frames: frames.slice(0, -1),
    }
  },
}

Object.assign(globalThis, { meter })
