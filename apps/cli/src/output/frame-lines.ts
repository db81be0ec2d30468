import { styleText } from 'node:util'

import { harmless } from './harmless.ts'
import { fitting, widthOf } from './width.ts'

type Style = Parameters<typeof styleText>[0]

interface StyledRow {
  readonly cells: readonly string[]
  readonly style: Style | undefined
}

export interface Painted {
  readonly title: readonly string[]
  readonly header: readonly string[]
  readonly rows: readonly StyledRow[]
  readonly more: number
}

export interface Screen {
  readonly columns: number
  readonly colour: boolean
}

/** The lines of a live table, each as wide as the screen at most. */
export function frameLines(
  { title, header, rows, more }: Painted,
  screen: Screen,
): readonly string[] {
  const head = header.map((name) => name.toUpperCase())
  const all = [head, ...rows.map(({ cells }) => cells.map(harmless))]
  const widths = head.map((_, at) =>
    all.reduce((widest, cells) => Math.max(widest, widthOf(cells[at] ?? '')), 0),
  )
  const paint = (text: string, style: Style | undefined): string =>
    screen.colour && style !== undefined ? styleText(style, text, { validateStream: false }) : text
  const [first = '', ...others] = all.map((cells) => fitting(padded(cells, widths), screen.columns))
  return [
    ...title.map((text, at) =>
      paint(fitting(harmless(text), screen.columns), at === 0 ? 'bold' : 'yellow'),
    ),
    paint(first, 'dim'),
    ...others.map((text, at) => paint(text, rows[at]?.style)),
    ...(more > 0 ? [paint(`… and ${more} more`, 'dim')] : []),
  ]
}

function padded(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, at) => cell + ' '.repeat(Math.max((widths[at] ?? 0) - widthOf(cell), 0)))
    .join('   ')
    .trimEnd()
}
