/** How a row stands: on one line, close or with air, or on three where there is no room for columns. */
export type RowForm = 'compact' | 'comfortable' | 'lines'

/** Heights in pixels; the style sheet has the same. Fixed, so that nothing is measured while one scrolls. */
export const ROW_HEIGHTS: Readonly<Record<RowForm, number>> = {
  compact: 30,
  comfortable: 36,
  lines: 69,
}

export const HEAD_HEIGHTS: Readonly<Record<RowForm, number>> = {
  compact: 30,
  comfortable: 32,
  lines: 0,
}
