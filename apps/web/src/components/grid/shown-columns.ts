import type { ColumnSpec } from './columns.ts'

/** The columns that are shown: those chosen, in their own order, or the usual ones where nobody chose. */
export function shownColumns<C extends Named>(
  all: readonly C[],
  chosen: readonly string[],
): readonly C[] {
  const known = chosen.filter((name) => all.some((column) => column.name === name))
  return all.filter(
    (column) =>
      isFixed(column) || (known.length === 0 ? column.usual : known.includes(column.name)),
  )
}

/** The names to keep once a column was shown or hidden; none where that comes to the usual ones. */
export function toggled(
  all: readonly Named[],
  shown: readonly Named[],
  name: string,
): readonly string[] {
  const before = shown.map((column) => column.name)
  const after = before.includes(name) ? before.filter((one) => one !== name) : [...before, name]
  const usual = all.every((column) => column.usual === after.includes(column.name))
  return usual ? [] : after
}

/** What was asked for and no column is called. */
export function unknownColumns(
  all: readonly Named[],
  chosen: readonly string[],
): readonly string[] {
  return chosen.filter((name) => all.every((column) => column.name !== name))
}

/** Without its name a row says nothing, so that column cannot be hidden. */
export function isFixed({ name }: Pick<ColumnSpec, 'name'>): boolean {
  return name === 'name'
}

type Named = Pick<ColumnSpec, 'name' | 'usual'>
