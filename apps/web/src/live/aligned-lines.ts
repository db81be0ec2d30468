import { stringify } from 'yaml'

import { areEqual } from './field-diff.ts'
import { partsOf, type ObjectPart } from './object-parts.ts'

/**
 * A line of two objects side by side. `equal`: the same on both; `around`: the same, and something beneath it differs;
 * `differs`: it does. A side that has no such line is `undefined`. `path`: of the difference.
 */
export interface AlignedLine {
  readonly type: 'equal' | 'around' | 'differs'
  readonly path: string
  readonly left: string | undefined
  readonly right: string | undefined
}

/** Two objects as YAML, line beside line: the same field stands in the same line, in the left one's order. */
export function alignedLines(left: unknown, right: unknown): readonly AlignedLine[] {
  return (partsOf('', [left, right]) ?? []).flatMap(linesOf)
}

/** Lines in a row, or equal ones that need not be read. */
export interface LineGroup {
  readonly folded: boolean
  /** The place of the first line. */
  readonly from: number
  readonly lines: readonly AlignedLine[]
}

/** Runs of equal lines are folded, short ones excepted. */
export function lineGroups(lines: readonly AlignedLine[]): readonly LineGroup[] {
  const runs: { from: number; equal: boolean; lines: AlignedLine[] }[] = []
  for (const [from, line] of lines.entries()) {
    const equal = line.type === 'equal'
    const last = runs.at(-1)
    if (last?.equal === equal) last.lines.push(line)
    else runs.push({ from, equal, lines: [line] })
  }
  return runs.map(({ from, equal, lines: own }) => ({
    folded: equal && own.length >= LEAST_FOLDED,
    from,
    lines: own,
  }))
}

function linesOf({ path, key, values }: ObjectPart): readonly AlignedLine[] {
  const [left, right] = values
  if (areEqual(values)) return textOf(key, left).map((text) => same('equal', text))
  const parts = partsOf(path, values)
  if (parts === undefined || values.some(isEmpty)) {
    const [one, other] = [textOf(key, left), textOf(key, right)]
    return Array.from({ length: Math.max(one.length, other.length) }, (_, at) => ({
      type: 'differs',
      path,
      left: one[at],
      right: other[at],
    }))
  }
  const inner = parts.flatMap(linesOf)
  if (key === undefined) return asElement(inner)
  return [same('around', headOf(key)), ...inner.map((line) => indented(line, '  ', '  '))]
}

function same(type: 'equal' | 'around', text: string): AlignedLine {
  return { type, path: '', left: text, right: text }
}

function textOf(key: string | undefined, value: unknown): readonly string[] {
  if (value === undefined) return []
  const wrapped = key === undefined ? [value] : { [key]: value }
  return stringify(wrapped, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd().split('\n')
}

/** `key:`, quoted where YAML wants it. */
function headOf(key: string): string {
  return stringify({ [key]: 0 }, { lineWidth: 0 })
    .trimEnd()
    .slice(0, -2)
}

/** The first line of each side bears the dash. */
function asElement(lines: readonly AlignedLine[]): readonly AlignedLine[] {
  const left = lines.findIndex((line) => line.left !== undefined)
  const right = lines.findIndex((line) => line.right !== undefined)
  return lines.map((line, at) =>
    indented(line, at === left ? '- ' : '  ', at === right ? '- ' : '  '),
  )
}

function indented(line: AlignedLine, left: string, right: string): AlignedLine {
  return {
    ...line,
    left: line.left === undefined ? undefined : left + line.left,
    right: line.right === undefined ? undefined : right + line.right,
  }
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

const LEAST_FOLDED = 4
