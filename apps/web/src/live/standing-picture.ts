import { differences, type LiveRow } from './resource-store.ts'

/** What waits while a list stands still. */
export interface Waiting {
  /** Since when, in milliseconds since the epoch. */
  readonly at: number
  readonly changes: number
  readonly rows: number
  readonly added: number
  readonly gone: number
}

export interface Pictures {
  /** The row as it stands in the list, if it does. */
  readonly before: (id: string) => LiveRow | undefined
  /** The row as it is by now, if it is to be listed. */
  readonly after: (id: string) => LiveRow | undefined
}

/**
 * A list that stands still while its data goes on. It keeps how often which row changed and no content: the newest is
 * in the store, so that a pause of an hour costs no more than the list.
 */
export class StandingPicture {
  readonly at: number
  readonly #changes = new Map<string, number>()

  constructor(at: number) {
    this.at = at
  }

  get touched(): ReadonlySet<string> {
    return new Set(this.#changes.keys())
  }

  take(touched: Iterable<string>): void {
    for (const id of touched) this.#changes.set(id, (this.#changes.get(id) ?? 0) + 1)
  }

  waiting({ before, after }: Pictures): Waiting {
    const sum = { changes: 0, rows: 0, added: 0, gone: 0 }
    for (const [id, changes] of this.#changes) {
      const was = before(id)
      const is = after(id)
      if (was === is) continue
      sum.changes += changes
      sum.rows += 1
      if (was === undefined) sum.added += 1
      if (is === undefined) sum.gone += 1
    }
    return { at: this.at, ...sum }
  }
}

/** Rows marked with what became another while the picture stood, as if it had happened now. */
export function marked(
  ids: Iterable<string>,
  { before, after }: Pictures,
  now: number,
): ReadonlyMap<LiveRow, LiveRow> {
  const rows = new Map<LiveRow, LiveRow>()
  for (const id of ids) {
    const was = before(id)
    const is = after(id)
    if (is === undefined || is === was) continue
    if (was === undefined) rows.set(is, { ...is, cameAt: now })
    else rows.set(is, { ...is, was: differences({ ...was, was: [] }, is.item, now) })
  }
  return rows
}
