import { join } from 'node:path'

import { startChild } from '../fanout/child.ts'
import type { Dial } from '../fanout/subject.ts'
import type { Span } from './pace.ts'

/** How old events were when they arrived, in ms since they were due. */
export interface Ages {
  /** How many arrived, over all sockets. */
  readonly events: number
  readonly p50: number
  readonly p99: number
  readonly p999: number
}

/** A few sockets in a process of its own that look at when each event was due. */
export interface Sampler extends AsyncDisposable {
  readonly sockets: number
  /** From now on, events that are due in the span count. */
  measure(span: Span): Promise<void>
  /** Those that came so far. */
  tell(): Promise<Ages>
}

/** Resolves when every socket is ready. */
export async function startSampler(dial: Dial, sockets: number): Promise<Sampler> {
  await using made = new AsyncDisposableStack()
  const script = join(import.meta.dirname, 'sampler.ts')
  const child = made.use(
    startChild(process.execPath, [script, JSON.stringify({ ...dial, sockets })]),
  )
  await child.hear()
  const kept = made.move()
  return {
    sockets,
    async measure(span) {
      await child.say(JSON.stringify(span))
      await child.hear()
    },
    async tell() {
      await child.say('null')
      return JSON.parse(await child.hear())
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
