import { harmless } from './harmless.ts'
import { widthOf } from './width.ts'

const BETWEEN = '   '

/** A table as kubectl prints it: no lines, three spaces between columns, as wide as its widest cells. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header.map((name) => name.toUpperCase()), ...rows.map((row) => row.map(harmless))]
  const widths = header.map((_, column) =>
    all.reduce((widest, row) => Math.max(widest, widthOf(row[column] ?? '')), 0),
  )
  return all.map((row) => `${line(row, widths)}\n`).join('')
}

/** Cells side by side; the last one has nothing behind it. */
function line(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, at) =>
      at === cells.length - 1
        ? cell
        : cell + ' '.repeat(Math.max((widths[at] ?? 0) - widthOf(cell), 0)),
    )
    .join(BETWEEN)
    .trimEnd()
}
