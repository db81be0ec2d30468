import { expect, it } from '@jest/globals'

import { judge, type LivenessState, type Verdict } from '../src/liveness.ts'

const heard: LivenessState = { phase: 'heard', at: 0 }
const asked: LivenessState = { phase: 'asked', at: 2_000, heardAt: 0 }

interface Case {
  readonly is: string
  readonly state: LivenessState
  readonly now: number
  readonly late?: number
  readonly verdict: Verdict
}

it.each<Case>([
  { is: 'a word a second ago is fine', state: heard, now: 1_000, verdict: 'fine' },
  { is: 'two seconds of silence are a question', state: heard, now: 2_000, verdict: 'ask' },
  { is: 'an answer may take a while', state: asked, now: 4_900, verdict: 'fine' },
  { is: 'five seconds of silence are told', state: asked, now: 5_000, verdict: 'silent' },
  { is: 'no answer for long is a dead connection', state: asked, now: 9_000, verdict: 'give_up' },
  {
    is: 'a machine that slept asks at once',
    state: heard,
    now: 1_000,
    late: 60_000,
    verdict: 'ask',
  },
  { is: 'sleep while waiting asks again', state: asked, now: 90_000, late: 60_000, verdict: 'ask' },
])('$is', ({ state, now, late = 0, verdict }) => expect(judge(state, now, late)).toBe(verdict))
