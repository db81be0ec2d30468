import { expect, it } from '@jest/globals'
import fc from 'fast-check'

import { advance, UNREAD, type ChainInput, type ChainState } from '../src/chain.ts'

const live: ChainState = { phase: 'live', at: '7' }
const resuming: ChainState = { phase: 'resuming', at: '7' }
const begun: ChainState = { phase: 'reading', begun: true }

it.each<[string, { from: ChainState; by: ChainInput; to: ChainState }]>([
  [
    'a step from our own position moves it',
    { from: live, by: step('7', '9'), to: { phase: 'live', at: '9' } },
  ],
  [
    'a catch-up moves it before it is complete',
    { from: resuming, by: step('7', '9'), to: { phase: 'resuming', at: '9' } },
  ],
  ['a catch-up ends where it says', { from: resuming, by: synced('7', true), to: live }],
  [
    'a snapshot may replace a live copy',
    { from: live, by: { type: 'page', first: true }, to: begun },
  ],
  [
    'a snapshot may come instead of a catch-up',
    { from: resuming, by: { type: 'page', first: true }, to: begun },
  ],
  [
    'a snapshot goes on page by page',
    { from: begun, by: { type: 'page', first: false }, to: begun },
  ],
  ['a snapshot ends at a position', { from: begun, by: synced('7', false), to: live }],
  ['a snapshot of nothing needs no page', { from: UNREAD, by: synced('7', false), to: live }],
  ['a lost connection keeps the position', { from: live, by: { type: 'lost' }, to: resuming }],
  [
    'half a snapshot is worth nothing once the connection is lost',
    { from: begun, by: { type: 'lost' }, to: UNREAD },
  ],
])('%s', (_, { from, by, to }) =>
  expect(advance(from, by)).toEqual({ verdict: 'accept', state: to }),
)

it.each<[string, ChainState, ChainInput]>([
  ['a step from elsewhere', live, step('8', '9')],
  ['a step within a snapshot', begun, step('7', '9')],
  ['a page without a first one', live, { type: 'page', first: false }],
  ['a resume that ends elsewhere', resuming, synced('9', true)],
  ['a resume of nothing', UNREAD, synced('7', true)],
])('%s is a hole', (_, before, input) => expect(advance(before, input).verdict).toBe('hole'))

it('knows a step that it has taken already', () =>
  expect(advance(live, step('5', '7'))).toEqual({ verdict: 'known', state: live }))

it('never stands at the end of a stream of which a step was lost, unless a hole was found', () => {
  const lossy = fc
    .integer({ min: 2, max: 40 })
    .chain((length) => fc.tuple(fc.constant(length), fc.integer({ min: 0, max: length - 2 })))
  fc.assert(
    fc.property(lossy, ([length, lost]) => {
      const steps = Array.from({ length }, (_, i) => step(String(i), String(i + 1)))
      const verdicts: string[] = []
      let state: ChainState = { phase: 'live', at: '0' }
      for (const [i, input] of steps.entries()) {
        if (i === lost) continue
        const result = advance(state, input)
        verdicts.push(result.verdict)
        state = result.state
      }
      expect(verdicts).toContain('hole')
    }),
  )
})

it('stands where any unbroken stream ends', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 })), (widths) => {
      let state: ChainState = { phase: 'live', at: '0' }
      let position = 0
      for (const width of widths) {
        const result = advance(state, step(String(position), String(position + width)))
        expect(result.verdict).toBe('accept')
        state = result.state
        position += width
      }
      expect(state).toEqual({ phase: 'live', at: String(position) })
    }),
  )
})

function step(prev: string, at: string): ChainInput {
  return { type: 'step', prev, at }
}

function synced(at: string, resumed: boolean): ChainInput {
  return { type: 'synced', at, resumed }
}
