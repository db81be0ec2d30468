import type { Clock } from '../clock.ts'
import type { Reach } from './reach/reach.ts'

/** Whether a cluster answers, and what it says it is. Times in milliseconds since the epoch. */
export type Probe =
  | { readonly type: 'asking'; readonly since: number }
  | { readonly type: 'answered'; readonly since: number; readonly version: string }
  | {
      readonly type: 'unanswered'
      readonly since: number
      readonly reason: string
      /** What it was when it last answered. */
      readonly version?: string
    }

/** An answer is asked for again after this long: usually, and while none comes. */
const ASK_MS = 15_000
const ASK_AGAIN_MS = 3_000
const TIMEOUT_MS = 5_000

/** Asks a cluster again and again what it is, and tells each answer, until the signal aborts. */
export async function probeCluster(
  reach: Reach,
  tell: (probe: Probe) => void,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<never> {
  let probe: Probe = { type: 'asking', since: clock.now() }
  for (;;) {
    signal.throwIfAborted()
    probe = afterAnswer(probe, await ask(reach, signal), clock.now())
    tell(probe)
    await clock.sleep(probe.type === 'answered' ? ASK_MS : ASK_AGAIN_MS, signal)
  }
}

type Answer = { readonly version: string } | { readonly reason: string }

async function ask(reach: Reach, signal: AbortSignal): Promise<Answer> {
  const timely = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
  try {
    return { version: await reach.version(timely) }
  } catch (error) {
    signal.throwIfAborted()
    return { reason: error instanceof Error ? error.message : String(error) }
  }
}

/** The same answer goes on since it began. */
export function afterAnswer(before: Probe, answer: Answer, now: number): Probe {
  if ('version' in answer) {
    const since = before.type === 'answered' ? before.since : now
    return { type: 'answered', since, version: answer.version }
  }
  const since = before.type === 'unanswered' ? before.since : now
  const version = before.type === 'asking' ? undefined : before.version
  return {
    type: 'unanswered',
    since,
    reason: answer.reason,
    ...(version === undefined ? {} : { version }),
  }
}
