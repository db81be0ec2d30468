import type { ConnectionView } from '@argus/live-client/client'
import type { StateReport } from '@argus/live-client/report'

import { correctionOf, correctionWords } from './clock-correction.ts'
import type { ClusterSummary } from './clusters.ts'

export interface ReportParts {
  readonly connection: ConnectionView
  readonly report: StateReport
  readonly clusters: readonly ClusterSummary[]
  readonly now: number
}

/** The state report as plain text, fit for an issue: no token, no address, no object. */
export function reportText({ connection, report, clusters, now }: ReportParts): string {
  const { state, downSince } = connection
  return [
    `Argus state report, ${time(now)}`,
    `connection: ${state.phase}${downSince === undefined ? '' : `, nothing heard since ${time(downSince)}`}`,
    `clock: ${clock(connection)}`,
    '',
    'outages:',
    ...lines(
      report.outages,
      ({ since, until, code, reason }) => `${time(since)} to ${end(until)} ${code ?? ''} ${reason}`,
    ),
    '',
    'clusters:',
    ...lines(
      clusters,
      ({ id, state: own, since, reason }) => `${id} ${own} since ${time(since)} ${reason}`,
    ),
    '',
    'states:',
    ...lines(
      report.spans,
      ({ topic, state: own, since, until, reason }) =>
        `${topic} ${own} ${time(since)} to ${end(until)} ${reason ?? ''}`,
    ),
    '',
    'remarks:',
    ...lines(report.remarks, ({ at, text }) => `${time(at)} ${text}`),
  ].join('\n')
}

function lines<T>(entries: readonly T[], line: (entry: T) => string): readonly string[] {
  return entries.length === 0 ? ['  none'] : entries.map((entry) => `  ${line(entry).trimEnd()}`)
}

function clock({ clockDifferenceMs: difference }: ConnectionView): string {
  if (difference === undefined) return "not compared with a gateway's"
  const correction = correctionOf(difference)
  const words = correction === 0 ? 'right' : correctionWords(correction)
  return `${words} (the gateway's is ${difference} ms ahead)`
}

function time(at: number): string {
  return new Date(at).toISOString()
}

function end(until: number | undefined): string {
  return until === undefined ? 'now' : time(until)
}
