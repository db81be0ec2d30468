import type { ConnectionView } from '@argus/live-client/client'
import type { StateReport } from '@argus/live-client/report'

import { duration } from './words.ts'

/**
 * What is added to this computer's time, in milliseconds. Clocks that are near are left alone, so that no time jitters
 * with how long a welcome took.
 */
export function correctionOf(differenceMs: number | undefined): number {
  return differenceMs === undefined || Math.abs(differenceMs) <= NEAR_MS ? 0 : differenceMs
}

/** 3 min behind; times are corrected */
export function correctionWords(correction: number): string {
  return `${duration(Math.abs(correction))} ${correction > 0 ? 'behind' : 'ahead'}; times are corrected`
}

/** The connection with its times as a right clock would have told them. */
export function correctedView(view: ConnectionView): ConnectionView {
  const { downSince, clockDifferenceMs } = view
  return downSince === undefined
    ? view
    : { ...view, downSince: downSince + correctionOf(clockDifferenceMs) }
}

/** The report with what this computer's clock told as a right one would have; a Topic's state is dated by Argus. */
export function correctedReport(report: StateReport, correction: number): StateReport {
  const { outages, spans, remarks } = report
  const ended = <T extends { readonly until?: number }>(entry: T): T =>
    entry.until === undefined ? entry : { ...entry, until: entry.until + correction }
  return {
    outages: outages.map((outage) => ended({ ...outage, since: outage.since + correction })),
    spans: spans.map(ended),
    remarks: remarks.map(({ at, text }) => ({ at: at + correction, text })),
  }
}

const NEAR_MS = 2_000
