import type { AuthorityEvent } from './event.ts'

/** One reader's events, in order, until its signal aborts. */
export interface EventQueue extends AsyncIterable<AuthorityEvent> {
  push(event: AuthorityEvent): void
}

/** A reader this far behind is told to read everything again instead: the queue never grows without bound. */
const LIMIT = 1_000

/** `whenFull` is what a reader that fell too far behind is given in place of what it missed. */
export function eventQueue(
  signal: AbortSignal,
  whenFull: () => readonly AuthorityEvent[],
): EventQueue {
  let events: AuthorityEvent[] = []
  let wake: () => void = () => {}
  signal.addEventListener('abort', () => wake(), { once: true })
  return {
    push(event) {
      events.push(event)
      if (events.length > LIMIT) events = [...whenFull()]
      wake()
    },
    async *[Symbol.asyncIterator]() {
      while (!signal.aborted) {
        const event = events.shift()
        if (event !== undefined) {
          yield event
          continue
        }
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}
