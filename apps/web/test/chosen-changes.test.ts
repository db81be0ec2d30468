import { expect, it } from '@jest/globals'

import { changesText, chosenChanges } from '../src/components/object/chosen-changes.ts'
import type { HistoryEntry } from '../src/live/object-history.ts'

const CHANGE: HistoryEntry = {
  type: 'change',
  at: 0,
  title: 'Spec changed',
  health: 'Current',
  part: 'spec',
  generation: undefined,
  size: 1,
  changes: [
    { path: 'spec.size', before: 1, after: 2 },
    { path: 'status.phase', before: undefined, after: 'Ready' },
  ],
}
const GAP: HistoryEntry = { type: 'gap', from: 0, to: 9, why: 'asleep', size: 0 }

it('changes are narrowed by part and path; what nothing is left of goes, gaps stay', () => {
  const paths = (choice: Parameters<typeof chosenChanges>[1]) =>
    chosenChanges([CHANGE, GAP], choice).map((entry) =>
      entry.type === 'gap' ? 'gap' : entry.changes.map(({ path }) => path),
    )
  expect(paths({ part: 'spec', path: '' })).toEqual([['spec.size'], 'gap'])
  expect(paths({ part: 'all', path: ' PHASE ' })).toEqual([['status.phase'], 'gap'])
  expect(paths({ part: 'metadata', path: '' })).toEqual(['gap'])
})

it('changes can be taken along as text', () =>
  expect(changesText([CHANGE]).split('\n').slice(1)).toEqual([
    '  spec.size: 1 -> 2',
    '  status.phase: (none) -> "Ready"',
  ]))
