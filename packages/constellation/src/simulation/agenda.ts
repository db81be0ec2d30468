/** What is to happen when; what is due at one time comes in the order in which it was added. */
export interface Agenda<T> {
  add(at: number, item: T): void
  /** Takes out what comes next; `undefined` when nothing is left. */
  take(): { readonly at: number; readonly item: T } | undefined
}

/** An empty agenda. A cluster has a few dozen stories at a time: a sorted list is enough. */
export function openAgenda<T>(): Agenda<T> {
  const entries: { readonly at: number; readonly item: T }[] = []
  return {
    add(at, item) {
      const later = entries.findIndex((entry) => entry.at > at)
      entries.splice(later < 0 ? entries.length : later, 0, { at, item })
    },
    take: () => entries.shift(),
  }
}
