import type { TopicState } from '@argus/contracts/topic-status'

/** A time without a connection; `until` is absent while it lasts. Times are milliseconds since the epoch. */
export interface Outage {
  readonly since: number
  readonly until?: number
  readonly code?: number
  readonly reason: string
}

/** A time in which one Topic was in one state. */
export interface StateSpan {
  /** `cluster/group/version/resource` */
  readonly topic: string
  readonly state: TopicState
  readonly since: number
  readonly until?: number
  readonly reason?: string | undefined
}

/** Something that was noticed and dealt with: a hole that was read again, a frame that could not be read. */
export interface Remark {
  readonly at: number
  readonly text: string
}

/** What a person can paste into a bug report: it holds no token and no content of any object. */
export interface StateReport {
  readonly outages: readonly Outage[]
  readonly spans: readonly StateSpan[]
  readonly remarks: readonly Remark[]
}

/** Keeps the state report, the newest of each kind: a console may run for weeks. */
export class ReportLog {
  readonly #outages: Outage[] = []
  readonly #spans: StateSpan[] = []
  readonly #remarks: Remark[] = []

  disconnected(outage: Outage): void {
    if (this.#open(this.#outages)) return // one outage, however often dialling fails within it
    keep(this.#outages, outage)
  }

  connected(at: number): void {
    this.#end(this.#outages, () => true, at)
  }

  status(span: StateSpan, now: number): void {
    const same = ({ topic }: StateSpan) => topic === span.topic
    const current = this.#spans.findLast((known) => same(known) && known.until === undefined)
    if (current?.state === span.state && current.since === span.since) return
    this.#end(this.#spans, same, now)
    keep(this.#spans, span)
  }

  left(topic: string, now: number): void {
    this.#end(this.#spans, (span) => span.topic === topic, now)
  }

  remark(at: number, text: string): void {
    keep(this.#remarks, { at, text })
  }

  read(): StateReport {
    return { outages: [...this.#outages], spans: [...this.#spans], remarks: [...this.#remarks] }
  }

  #open(outages: readonly Outage[]): boolean {
    const last = outages.at(-1)
    return last !== undefined && last.until === undefined
  }

  #end<T extends { readonly until?: number }>(
    log: T[],
    matches: (entry: T) => boolean,
    until: number,
  ): void {
    const index = log.findLastIndex((entry) => entry.until === undefined && matches(entry))
    const entry = log[index]
    if (entry !== undefined) log[index] = { ...entry, until }
  }
}

function keep<T>(log: T[], entry: T): void {
  log.push(entry)
  if (log.length > KEPT) log.shift()
}

/** More than a day of trouble, and some tens of kilobytes. */
const KEPT = 500
