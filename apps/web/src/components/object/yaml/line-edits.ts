/** Lines of the text before that others take the place of. Both count from 0; `to` is the first that stays. */
export interface LineEdit {
  readonly from: number
  readonly to: number
  readonly lines: readonly string[]
}

/**
 * What turns one text into another, line by line, in order. It is always right, and mostly small: after a difference it
 * looks for the next line that both have, a little ahead.
 */
export function lineEdits(
  before: readonly string[],
  after: readonly string[],
): readonly LineEdit[] {
  const edits: LineEdit[] = []
  let old = 0
  let next = 0
  while (old < before.length || next < after.length) {
    if (old < before.length && next < after.length && before[old] === after[next]) {
      old += 1
      next += 1
      continue
    }
    const { removed, added } = meeting({ before, after, old, next })
    edits.push({ from: old, to: old + removed, lines: after.slice(next, next + added) })
    old += removed
    next += added
  }
  return edits
}

interface Difference {
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly old: number
  readonly next: number
}

/** How many lines to skip on each side until two lines in a row are the same again, in all the fewest. */
function meeting({ before, after, old, next }: Difference): {
  readonly removed: number
  readonly added: number
} {
  for (let skipped = 1; skipped <= AHEAD; skipped += 1)
    for (let removed = 0; removed <= skipped; removed += 1) {
      const added = skipped - removed
      const i = old + removed
      const j = next + added
      if (i > before.length || j > after.length) continue
      if (before[i] === after[j] && before[i + 1] === after[j + 1]) return { removed, added }
    }
  return { removed: before.length - old, added: after.length - next }
}

/** So far ahead the same is looked for; beyond, the rest is taken anew. */
const AHEAD = 400
