import type { CDPSession } from 'playwright-core'

import { now } from '../latency/stamp.ts'
import { pace } from '../latency/pace.ts'
import type { Objects } from './objects.ts'
import type { Seen } from './page/meter.ts'
import type { Subject } from './subject.ts'

export interface Workload {
  readonly rows: number
  /** Changes a second. */
  readonly rate: number
  readonly seconds: number
}

export interface Measured {
  /** From the navigation until every row is in the list. */
  readonly loadedMs: number
  readonly longTasks: number
  readonly longestMs: number
  readonly framesMean: number
  /** Of the second with the fewest. */
  readonly framesLeast: number
  readonly heapFirstMb: number
  readonly heapGrownMb: number
  /** Rows that do not show their newest change a while after the last. */
  readonly missed: number
}

/** After the last row came, before it begins: what loading left behind is done. */
const REST_MS = 5_000
/** What is not shown by then was missed. */
const PATIENCE_MS = 60_000

/** Opens a list, changes its objects while it scrolls, and tells what that did to the page. */
export async function measure(
  open: () => Promise<Subject>,
  objects: Objects,
  { rows, rate, seconds }: Workload,
): Promise<Measured> {
  const began = now()
  const subject = await open()
  const { page, scrolled, tell } = subject
  await page.locator(`[aria-rowcount="${rows + 1}"]`).waitFor({ timeout: PATIENCE_MS })
  const loadedMs = Math.round(now() - began)
  await page.waitForTimeout(REST_MS)
  const session = await page.context().newCDPSession(page)
  const heapFirst = await heapOf(session)
  await page.evaluate(`meter.start(${JSON.stringify(scrolled)})`)
  const from = now()
  await pace({ from, to: from + seconds * 1_000 }, rate, (event) => tell(objects.change(event)))
  const { longTasks, frames } = await page.evaluate<Seen>('meter.stop()')
  for (const { ms, atMs } of longTasks)
    console.log(`  a task of ${ms} ms, ${atMs} ms after it began`)
  const missed = await missedOf(subject, objects)
  const heapLast = await heapOf(session)
  return {
    loadedMs,
    longTasks: longTasks.length,
    longestMs: Math.max(0, ...longTasks.map(({ ms }) => ms)),
    framesMean: frames.reduce((sum, count) => sum + count, 0) / Math.max(1, frames.length),
    framesLeast: Math.min(...frames),
    heapFirstMb: heapFirst,
    heapGrownMb: heapLast - heapFirst,
    missed,
  }
}

/** How many rows are behind, once they are not any more or the patience is over. */
async function missedOf(subject: Subject, { steps }: Objects): Promise<number> {
  const end = now() + PATIENCE_MS
  for (;;) {
    const shown = await subject.steps()
    const missed = [...steps].filter(([name, step]) => shown.get(name) !== step).length
    if (missed === 0 || now() > end) return missed
    await subject.page.waitForTimeout(1_000)
  }
}

/** What the page's scripts hold after everything that can go is gone, in MB. */
async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1e6
}
