import type { Page } from 'playwright-core'

/** A list in a page of its own, and how it is spoken to. */
export interface Subject {
  readonly page: Page
  /** What is scrolled. */
  readonly scrolled: string
  /** Called with each change as it is written: the console hears of it from the cluster. */
  readonly tell: (changed: { readonly name: string; readonly step: number }) => void
  /** The step of each row as the list has it. */
  readonly steps: () => Promise<ReadonlyMap<string, number>>
}
