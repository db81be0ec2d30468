import { partOf, type ObjectPart } from '../../live/change-title.ts'
import type { HistoryEntry } from '../../live/object-history.ts'
import { clockTime } from '../../live/times.ts'
import { counted } from '../../live/words.ts'

/** Which changes are shown: those of a part of the object, and of fields whose path has a text in it. */
export interface ChangeChoice {
  readonly part: ObjectPart | 'all'
  readonly path: string
}

/** The entries with the fields that were chosen; a change that has none of them is left out, a gap never is. */
export function chosenChanges(
  entries: readonly HistoryEntry[],
  { part, path }: ChangeChoice,
): readonly HistoryEntry[] {
  const wanted = path.trim().toLowerCase()
  return entries.flatMap((entry): HistoryEntry[] => {
    if (entry.type === 'gap') return [entry]
    const changes = entry.changes.filter(
      (change) =>
        (part === 'all' || partOf(change.path) === part) &&
        change.path.toLowerCase().includes(wanted),
    )
    return changes.length === 0 ? [] : [{ ...entry, changes }]
  })
}

/** The changes as lines of text, to be pasted somewhere. */
export function changesText(entries: readonly HistoryEntry[]): string {
  return entries
    .flatMap((entry) => {
      if (entry.type === 'gap')
        return [`${clockTime(entry.from)} to ${clockTime(entry.to)} not seen`]
      const head = `${clockTime(entry.at)} ${entry.title} (${counted(entry.changes.length, 'field')})`
      const fields = entry.changes.map(
        ({ path, before, after }) => `  ${path}: ${valueText(before)} -> ${valueText(after)}`,
      )
      return [head, ...fields]
    })
    .join('\n')
}

function valueText(value: unknown): string {
  return value === undefined ? '(none)' : JSON.stringify(value)
}
