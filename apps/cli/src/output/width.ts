import measure from 'fast-string-truncated-width'

/** How many cells of a terminal a text takes, as Unicode says: two for what is wide, none for what joins. */
export const widthOf = (text: string): number => measure(text).width

/** As much of a text as fits, with a sign where something is missing. */
export function fitting(text: string, width: number): string {
  const { index, ellipsed } = measure(text, { limit: width, ellipsis: '…' })
  return ellipsed ? `${text.slice(0, index)}…` : text.slice(0, index)
}
