import type { YamlLine } from './yaml-tree.ts'

/** A part of a text that is folded away: from the end of a line on. Lines count from 0. */
export interface Fold {
  readonly line: number
  /** Characters of that line that stay; all of them where lines below are folded. */
  readonly keep: number | undefined
}

/**
 * What is folded before anybody asked: status, and texts that would push everything else off the screen. Of an object
 * that is very large, all below the second level.
 */
export function firstFolds(lines: readonly string[], tree: readonly YamlLine[]): readonly Fold[] {
  const large = lines.reduce((sum, line) => sum + line.length + 1, 0) > LARGE
  return tree.flatMap((line, index): Fold[] => {
    const more = line.end - index
    const deep = large && line.indent === DEEP && more > 0
    if (line.path === 'status' || deep || (line.block && more > LONG_TEXT))
      return more > 0 ? [{ line: index, keep: undefined }] : []
    return (lines[index]?.length ?? 0) > LONG_LINE ? [{ line: index, keep: KEPT }] : []
  })
}

/** 1 MB of text. */
const LARGE = 1_000_000
/** How far the second level is indented. */
const DEEP = 2
const LONG_TEXT = 12
const LONG_LINE = 400
const KEPT = 160
