import type { Batch, TopicMessage } from '@argus/contracts/record'
import type { TopicStatus } from '@argus/contracts/topic-status'
import { describe, expect, it, test } from '@jest/globals'

import {
  BEGINNING,
  follow,
  type FollowInput,
  type FollowState,
  type FollowStep,
} from '../src/follow-state.ts'
import type { Glance, StoredMeta } from '../src/meta.ts'
import { DOUBTS } from '../src/standing.ts'
import { LIVE, shape, SYNCING } from './topic.ts'

const NOW = 99_000

const live = at({ phase: 'live' })
const behind = at({ phase: 'behind', next: 'sign' })

function at(
  where: { phase: 'live' } | { phase: 'behind'; next: 'read' | 'sign' },
  told: { status?: TopicStatus; seq?: number } = {},
): FollowState {
  const { status = LIVE, seq = 5 } = told
  const all = { copy: { epoch: 'e1', seq }, status, shape: shape.hash }
  return where.phase === 'live' ? { ...where, told: all } : { ...where, torn: 0, told: all }
}

function meta(changed: { epoch?: string; seq?: number; status?: TopicStatus } = {}): StoredMeta {
  const { epoch = 'e1', seq = 5, status = LIVE } = changed
  return { position: { epoch, seq }, floor: 1, time: 50, status, shape, stats: undefined }
}

function batch(prev: number, upTo: number, epoch = 'e1'): Batch {
  return { type: 'batch', epoch, prev, at: upTo, time: 1, records: [] }
}

const message = (said: TopicMessage): FollowInput => ({ type: 'message', message: said })
function glance(changed: Parameters<typeof meta>[0] & { hash?: string | undefined } = {}): Glance {
  const { position, status } = meta(changed)
  return { position, status, hash: 'hash' in changed ? changed.hash : shape.hash }
}

const checked = (found: Glance | undefined, owned = true, asked = 5): FollowInput => ({
  type: 'checked',
  found: { meta: found, owned },
  asked: { epoch: 'e1', seq: asked },
})

/** Phase, what is next, and what the consumer was told, in short. */
function outcome({ state, emit }: FollowStep): string {
  const where = state.phase === 'live' ? `live at ${state.told.copy.seq}` : `behind, ${state.next}`
  return [where, ...emit.map((event) => event.type)].join(', ')
}

it.each<[string, FollowState, FollowInput, string]>([
  ['the next batch is passed on', live, message(batch(5, 7)), 'live at 7, batch'],
  ['a batch that is known is not', live, message(batch(4, 5)), 'live at 5'],
  ['a batch after a hole makes it read', live, message(batch(6, 7)), 'behind, read'],
  ['a batch of another epoch makes it read', live, message(batch(5, 6, 'e2')), 'behind, read'],
  ['while it waits for a sign, a batch is none', behind, message(batch(5, 6)), 'behind, sign'],
  ['a new epoch makes it read', live, message({ type: 'epoch', epoch: 'e2' }), 'behind, read'],
  ['the epoch it knows does not', live, message({ type: 'epoch', epoch: 'e1' }), 'live at 5'],
  [
    'a status is passed on',
    live,
    message({ type: 'status', status: SYNCING }),
    'live at 5, status',
  ],
  ['the same status is not', live, message({ type: 'status', status: LIVE }), 'live at 5'],
  ['behind, a status is a sign', behind, message({ type: 'status', status: LIVE }), 'behind, read'],
  ['the same shape is not passed on', live, message({ type: 'shape', shape }), 'live at 5'],
  ['an interrupted subscription makes it read', live, { type: 'lost' }, 'behind, read'],
  ['a check that finds what it has changes nothing', live, checked(glance()), 'live at 5'],
  ['a check that finds more makes it read', live, checked(glance({ seq: 6 })), 'behind, read'],
  [
    'a check that finds another epoch makes it read',
    live,
    checked(glance({ epoch: 'e2' })),
    'behind, read',
  ],
  [
    'a check answered before the newest batch does not',
    live,
    checked(glance({ seq: 4 }), true, 4),
    'live at 5',
  ],
  ['a Topic set back makes it read', live, checked(glance({ seq: 4 }), true, 5), 'behind, read'],
  ['a Topic that nobody holds is doubted', live, checked(glance(), false), 'live at 5, status'],
  [
    'a Topic that is gone is doubted, and waited for',
    live,
    checked(undefined),
    'behind, sign, status',
  ],
  [
    'that there was nothing before the copy was read says nothing about it',
    live,
    { type: 'checked', found: { meta: undefined, owned: false }, asked: undefined },
    'live at 5',
  ],
  [
    'a shape that was not announced makes it read',
    live,
    checked(glance({ hash: 'h2' })),
    'behind, read',
  ],
  ['one that was never told does not', live, checked(glance({ hash: undefined })), 'live at 5'],
  ['behind, an answer is a sign', behind, checked(glance()), 'behind, read'],
  ['a Redis that does not answer is told', live, { type: 'down' }, 'behind, sign, status'],
  [
    'a read that failed with it is not, the next check will',
    live,
    { type: 'read-failed', doubt: undefined },
    'behind, sign',
  ],
])('%s', (...[, state, input, expected]) => {
  expect(outcome(follow(state, input, NOW))).toBe(expected)
})

describe('torn reads', () => {
  test('are tried again at once three times, then at the next check', () => {
    let state = BEGINNING
    const outcomes = [1, 2, 3].map(() => {
      const step = follow(state, { type: 'torn' }, NOW)
      state = step.state
      return outcome(step)
    })
    expect(outcomes).toEqual(['behind, read', 'behind, read', 'behind, sign'])
  })
})

describe('what was read', () => {
  const whole = { at: 9, time: 60, entries: [{ key: '/gone', type: 'DELETED' as const, seq: 8 }] }

  test('whole: one snapshot, at the position it is true for', () => {
    const step = follow(
      at({ phase: 'behind', next: 'read' }),
      { type: 'read-all', meta: meta({ epoch: 'e2', seq: 7 }), owned: true, whole },
      NOW,
    )
    expect(step.emit).toEqual([
      {
        type: 'snapshot',
        meta: expect.objectContaining({ position: { epoch: 'e2', seq: 9 } }),
        records: [],
      },
    ])
    expect(outcome(step)).toBe('live at 9, snapshot')
  })

  test('changes: the hole, then one step over it', () => {
    const standing = { meta: meta({ seq: 9 }), owned: true }
    const step = follow(
      at({ phase: 'behind', next: 'read' }),
      { type: 'read-changes', standing, whole },
      NOW,
    )
    expect(step.emit).toEqual([
      { type: 'hole', from: { epoch: 'e1', seq: 5 }, to: { epoch: 'e1', seq: 9 } },
      { type: 'batch', batch: { ...batch(5, 9), time: 60, records: whole.entries } },
    ])
  })

  test('changes, where there were none: nothing', () => {
    const standing = { meta: meta(), owned: true }
    const step = follow(
      behind,
      { type: 'read-changes', standing, whole: { at: 5, time: 0, entries: [] } },
      NOW,
    )
    expect(outcome(step)).toBe('live at 5')
  })
})

describe('what the consumer is told of a doubt', () => {
  test('it is told once, with the time it arose', () => {
    const first = follow(live, { type: 'down' }, NOW)
    expect(first.emit).toEqual([
      { type: 'status', status: { state: 'stale', since: NOW, reason: DOUBTS.down } },
    ])
    expect(follow(first.state, { type: 'down' }, NOW + 2_000).emit).toEqual([])
  })

  test('a first list that is not complete stays hidden', () => {
    const step = follow(at({ phase: 'live' }, { status: SYNCING }), { type: 'down' }, NOW)
    expect(step.emit).toEqual([{ type: 'status', status: { ...SYNCING, reason: DOUBTS.down } }])
  })

  test('an older copy is kept while a new list is not complete', () => {
    const standing = { meta: meta({ epoch: 'e2', status: SYNCING }), owned: true }
    const step = follow(behind, { type: 'nothing-to-read', standing }, NOW)
    expect(step.emit).toEqual([
      { type: 'status', status: { state: 'stale', since: NOW, reason: DOUBTS.relisted } },
    ])
  })

  test('what the writer says is told again when the doubt is over', () => {
    const doubting = follow(live, checked(glance(), false), NOW)
    expect(follow(doubting.state, checked(glance()), NOW).emit).toEqual([
      { type: 'status', status: LIVE },
    ])
  })
})
