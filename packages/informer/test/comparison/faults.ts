import { OTHER_FAULTS } from './other-faults.ts'
import { STREAM_FAULTS } from './stream-faults.ts'
import type { Fault } from './trial.ts'

/** What our informer and others meet, in the order of the table in `docs/informer.md`. */
export const FAULTS: readonly Fault[] = [...STREAM_FAULTS, ...OTHER_FAULTS].toSorted((a, b) =>
  a.id.localeCompare(b.id),
)
