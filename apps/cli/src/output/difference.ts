import { createTwoFilesPatch } from 'diff'

export interface Side {
  readonly name: string
  readonly text: string
}

/** The lines in which two texts differ, as `diff -u` has them; nothing where they are the same. */
export function difference(left: Side, right: Side): string {
  if (left.text === right.text) return ''
  return createTwoFilesPatch(left.name, right.name, left.text, right.text, undefined, undefined, {
    context: 3,
  }).replace(/^=+\n/, '')
}
