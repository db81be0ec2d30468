import { setTimeout as delay } from 'node:timers/promises'

import { now } from './stamp.ts'

/** Times (`now`) at which events are due: from the first to before the second. */
export interface Span {
  readonly from: number
  readonly to: number
}

/**
 * Calls `write` for each event when it is due, with its number and that time; what is overdue follows at once, as if nothing
 * had held it up. Answers how many there were.
 */
export async function pace(
  { from, to }: Span,
  rate: number,
  write: (event: number, due: number) => void,
): Promise<number> {
  const count = Math.round(((to - from) / 1_000) * rate)
  for (let event = 0; event < count; event += 1) {
    const due = from + (event * 1_000) / rate
    const wait = due - now()
    if (wait > 0) await delay(Math.ceil(wait))
    write(event, due)
  }
  return count
}
