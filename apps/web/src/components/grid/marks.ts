/** How long a changed cell and the tint of a new row last, and how long the word "new" stands, in milliseconds. */
export const MARK_MS = 3_000
export const NEW_MS = 3_000
export const CHIP_MS = 10_000
