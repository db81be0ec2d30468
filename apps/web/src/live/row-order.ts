/** Negative where the first comes first; never 0 for two different ids, so that an order is total. */
export type Compare = (a: string, b: string) => number

/**
 * The order after some ids came, changed or went. Untouched ids keep their places among each other; touched ones are
 * taken out and merged in where they belong. From a sorted order comes a sorted order.
 */
export function reorder(
  order: readonly string[],
  { touched, present, compare }: Touch,
): readonly string[] {
  if (touched.size === 0) return order
  const kept = order.filter((id) => !touched.has(id))
  const moved = [...touched].filter(present).toSorted(compare)
  return mergeSorted(kept, moved, compare)
}

/** As `reorder`, but ids that were there keep their places: only new ones are merged in and gone ones left out. */
export function hold(
  order: readonly string[],
  { touched, present, compare }: Touch,
): readonly string[] {
  if (touched.size === 0) return order
  const there = new Set(order)
  const kept = order.filter((id) => !touched.has(id) || present(id))
  const added = [...touched].filter((id) => !there.has(id) && present(id)).toSorted(compare)
  return added.length === 0 && kept.length === order.length ? order : merge(kept, added, compare)
}

/** How many of these ids no longer stand between their neighbours. */
export function outOfPlace(
  order: readonly string[],
  moved: ReadonlySet<string>,
  compare: Compare,
): number {
  if (moved.size === 0) return 0
  let count = 0
  for (const [index, id] of order.entries()) {
    if (!moved.has(id)) continue
    const before = order[index - 1]
    const after = order[index + 1]
    const wrong =
      (before !== undefined && compare(before, id) > 0) ||
      (after !== undefined && compare(id, after) > 0)
    if (wrong) count += 1
  }
  return count
}

export interface Touch {
  readonly touched: ReadonlySet<string>
  /** Whether the id belongs in the list now. */
  readonly present: (id: string) => boolean
  readonly compare: Compare
}

/** Of two sorted lists one: each of the few finds its place by halving. */
function mergeSorted(
  base: readonly string[],
  added: readonly string[],
  compare: Compare,
): readonly string[] {
  const merged: string[] = []
  let from = 0
  for (const id of added) {
    const place = placeOf(id, { base, from, compare })
    for (; from < place; from += 1) merged.push(base[from] ?? '')
    merged.push(id)
  }
  for (; from < base.length; from += 1) merged.push(base[from] ?? '')
  return merged
}

/** The index of the first that comes after the id. */
function placeOf(
  id: string,
  {
    base,
    from,
    compare,
  }: { readonly base: readonly string[]; readonly from: number; readonly compare: Compare },
): number {
  let [low, high] = [from, base.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (compare(base[middle] ?? '', id) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Into a list that need not be sorted: before the first that comes after it. */
function merge(
  base: readonly string[],
  added: readonly string[],
  compare: Compare,
): readonly string[] {
  if (added.length === 0) return base
  const merged: string[] = []
  let next = 0
  for (const id of base) {
    for (let candidate = added[next]; candidate !== undefined && compare(candidate, id) < 0;) {
      merged.push(candidate)
      next += 1
      candidate = added[next]
    }
    merged.push(id)
  }
  return [...merged, ...added.slice(next)]
}
