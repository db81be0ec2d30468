import { type FaultProxy, startFaultProxy } from '@argus/testkit/fault-proxy'
import type { LineProxy } from '@argus/testkit/line-proxy'
import { until } from '@argus/testkit/until'
import type { Bench, Gadgets } from '../conformance/bench.ts'
import { type Asked, on, requestsFor } from '../conformance/requests.ts'
import type { MakeSubjects, Subject } from './subject.ts'

/** What came of a fault. */
export interface Verdict {
  readonly ok: boolean
  /** For a person, in a table. */
  readonly text: string
  /** How long after the fault the copy equalled the server's, in milliseconds; missing where that is not the point. */
  readonly recoveredMs?: number
}

/** A fault, and what is asked of an informer that meets it. */
export interface Fault {
  readonly id: string
  readonly title: string
  /** Too long for a suite that somebody waits for. */
  readonly slow?: true
  /** Of so many watches that it disturbs others. */
  readonly many?: true
  /** Where it happens once, the copy is equal again by then with the waits as they are. */
  readonly withinMs?: number
  meet(trial: Trial): Promise<Verdict>
}

/** One informer, one resource, one fault. */
export interface Trial {
  readonly gadgets: Gadgets
  readonly proxy: LineProxy
  /** Of this trial alone, below the proxy's TLS. */
  readonly network: FaultProxy
  readonly quietMs: number
  start(): Subject
  lists(): number
  watches(): number
  /** Changes `a` until the watch breaks at that, after sending what `send` makes of the line. */
  cut(stop: 'reset' | 'hang', send?: (line: string) => string): Promise<void>
}

export interface TrialOptions {
  readonly bench: Bench
  readonly subjects: MakeSubjects
  readonly quietMs: number
}

/** Lets a new informer meet a fault; what is thrown on the way is a verdict too. */
export async function tryFault(fault: Fault, options: TrialOptions): Promise<Verdict> {
  const { bench, quietMs } = options
  const { proxy, server } = bench
  const gadgets = await bench.define()
  await gadgets.create('a')
  await gadgets.create('b')
  await using network = await startFaultProxy({ port: Number(new URL(proxy.url).port) })
  await using subjects = options.subjects({
    url: `https://127.0.0.1:${network.port}`,
    caData: proxy.caData,
    token: server.token,
    resource: gadgets.resource,
    poison: 'poison',
  })
  const count = (...asked: readonly Asked[]) =>
    asked.reduce((sum, kind) => sum + requestsFor(proxy, gadgets, kind).length, 0)
  using cutter = armCutter(proxy, gadgets)
  try {
    return await fault.meet({
      gadgets,
      proxy,
      network,
      quietMs,
      start: () => subjects.start(),
      lists: () => count('streaming-list', 'paged-list'),
      watches: () => count('watch'),
      cut: (stop, send) => cutter.cut(stop, send),
    })
  } catch (error) {
    return { ok: false, text: error instanceof Error ? error.message : String(error) }
  }
}

/** It is there before any watch is, so that it sees each line of all of them. */
function armCutter(proxy: LineProxy, gadgets: Gadgets): Disposable & Pick<Trial, 'cut'> {
  let due: { readonly stop: 'reset' | 'hang'; readonly send: (line: string) => string } | undefined
  const line = (text: string) => {
    if (!due || !text.includes('"MODIFIED"')) return [text]
    const { stop, send } = due
    due = undefined
    return { send: send(text), stop }
  }
  const rule = proxy.intercept(on(gadgets, ['watch', 'streaming-list'], { rule: () => ({ line }) }))
  return {
    async cut(stop, send = () => '') {
      due = { stop, send }
      for (let n = 1; due; n++) {
        await gadgets.update('a', { cut: n })
        await until(() => !due, { timeoutMs: 1_000, what: 'the cut' }).catch(() => undefined) // The next change is to meet it
        if (n > 30) throw new Error('the watch does not see a change at which it could break')
      }
    },
    [Symbol.dispose]: () => rule[Symbol.dispose](),
  }
}

/** A new informer that is in step, and shows it: its watch is open. */
export async function begin(trial: Trial): Promise<Subject> {
  const subject = trial.start()
  await equal(trial, subject)
  await trial.gadgets.create('ready')
  await equal(trial, subject)
  return subject
}

/** Waits until the informer holds what the server has. */
export function equal(trial: Trial, subject: Subject, timeoutMs = 30_000): Promise<unknown> {
  return until(() => isEqual(trial, subject), { timeoutMs, what: 'a copy that equals the server' })
}

async function isEqual({ gadgets }: Trial, subject: Subject): Promise<boolean> {
  const [there, here] = [await gadgets.list(), subject.copy()]
  return there.size === here.size && [...there].every(([key, value]) => here.get(key) === value)
}

/**
 * The fault is over: how long until the copy equals the server's, and whether one more change still arrives. An
 * informer that is not equal by the limit is given up.
 */
export async function recovery(
  trial: Trial,
  subject: Subject,
  { limitMs = 60_000, since = { lists: 0, watches: 0 } } = {},
): Promise<Verdict> {
  const from = performance.now()
  const told = () =>
    `${plural(trial.lists() - since.lists, 'list')}, ${plural(trial.watches() - since.watches, 'watch')}`
  try {
    await equal(trial, subject, limitMs)
    const recoveredMs = performance.now() - from
    const text = `equal after ${(recoveredMs / 1_000).toFixed(1)} s; ${told()}`
    await trial.gadgets.create('after')
    await equal(trial, subject, limitMs)
    if (subject.backwards.length > 0) return { ok: false, text: `${text}; went back in time` }
    return { ok: true, text, recoveredMs }
  } catch {
    // Given up, which is the verdict.
    return { ok: false, text: `not equal in ${limitMs / 1_000} s; ${told()}` }
  }
}

export function counts(trial: Trial): { readonly lists: number; readonly watches: number } {
  return { lists: trial.lists(), watches: trial.watches() }
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : noun.endsWith('ch') ? 'es' : 's'}`
}
