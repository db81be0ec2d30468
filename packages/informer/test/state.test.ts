import { describe, expect, it } from '@jest/globals'
import {
  type Fault,
  INITIAL,
  type InformerInput,
  type InformerState,
  type Step,
  transition,
} from '../src/state.ts'

const at = (step: Step, more: Partial<InformerState> = {}): InformerState => ({
  ...INITIAL,
  synced: true,
  step,
  ...more,
})
const streaming: Step = { phase: 'streaming-list' }
const paged: Step = { phase: 'paged-list' }
const opening: Step = { phase: 'opening', from: '7' }
const watching: Step = { phase: 'watching', from: '7', bookmarked: true }
const failed = (type: Fault['type'], more: Partial<Fault> = {}): InformerInput => ({
  type: 'failed',
  fault: { type, reason: 'why', ...more },
})

describe('what comes next', () => {
  it.each<[string, InformerState, InformerInput, Partial<Step>]>([
    [
      'the end of a streaming list goes on as the watch',
      at(streaming),
      { type: 'listed', version: '9' },
      { phase: 'watching', from: '9' },
    ],
    [
      'the end of a paged list opens a watch',
      at(paged),
      { type: 'listed', version: '9' },
      { phase: 'opening', from: '9' },
    ],
    ['an open watch is watched', at(opening), { type: 'opened' }, { phase: 'watching', from: '7' }],
    [
      'a change moves the position',
      at(watching),
      { type: 'moved', version: '8', bookmark: false },
      { phase: 'watching', from: '8' },
    ],
    [
      'a watch that ended in time goes on from its position',
      at(watching),
      { type: 'ended', when: 'in-time' },
      opening,
    ],
    ['a lost watch resumes where it was', at(watching), failed('lost'), opening],
    ['a watch that was put off resumes where it was', at(watching), failed('throttled'), opening],
    [
      'a forgotten version starts over',
      at(watching),
      failed('gone'),
      { phase: 'paged-list', notOlderThan: undefined },
    ],
    [
      'a version the server does not know yet starts over',
      at(opening),
      failed('older'),
      { phase: 'paged-list', notOlderThan: undefined },
    ],
    [
      'a watch that keeps failing gives way to a list no older than it',
      at(opening, { strikes: 3 }),
      failed('failed'),
      { phase: 'paged-list', notOlderThan: '7' },
    ],
    [
      'pages whose token is forgotten give way to a streaming list, no older than they were to be',
      at({ ...paged, notOlderThan: '7' }),
      failed('gone'),
      { phase: 'streaming-list', notOlderThan: '7' },
    ],
    [
      'pages that keep failing give way to a streaming list',
      { ...INITIAL, strikes: 3 },
      failed('failed'),
      { phase: 'streaming-list' },
    ],
    [
      'a streaming list that is not understood gives way to pages',
      at(streaming),
      failed('invalid'),
      { phase: 'paged-list' },
    ],
    [
      'a streaming list that does not end gives way to pages',
      at(streaming),
      failed('no-streaming-list'),
      { phase: 'paged-list' },
    ],
    [
      'a streaming list that keeps failing gives way to pages',
      at(streaming, { strikes: 3 }),
      failed('failed'),
      { phase: 'paged-list' },
    ],
    ['a list that fails is listed again', at(paged), failed('failed'), paged],
    ['a silent watch resumes where it was', at(watching), failed('silent'), opening],
  ])('%s', (...[, before, input, after]) => {
    expect(transition(before, input).state.step).toMatchObject(after)
  })

  it('stays with the way of listing that pages gave way to, until the server is reached anew', () => {
    const lost = transition(INITIAL, failed('gone')).state
    const watched = [{ type: 'listed', version: '9' } as const, failed('gone')].reduce(
      (state, input) => transition(state, input).state,
      lost,
    )
    expect(watched.step.phase).toBe('streaming-list')
    const reached = transition(watched, failed('unreachable')).state
    expect(transition({ ...reached, step: watching }, failed('gone')).state.step).toEqual(paged)
  })
})

describe('how long it waits', () => {
  it.each<[string, InformerState, InformerInput, string]>([
    ['not at all after an end in time', at(watching), { type: 'ended', when: 'in-time' }, 'none'],
    [
      'a random moment after an end before its time',
      at(watching),
      { type: 'ended', when: 'early' },
      'spread',
    ],
    [
      'as after a failure when the watch ends at once',
      at(watching),
      { type: 'ended', when: 'at-once' },
      'backoff',
    ],
    ['not at all when its version was forgotten for once', at(watching), failed('gone'), 'relist'],
    [
      'a while before it asks for what is absent',
      { ...INITIAL, step: paged },
      failed('absent'),
      'recheck',
    ],
    [
      'not at all when a server without bookmarks is quiet',
      at({ phase: 'watching', from: '7', bookmarked: false }),
      failed('silent'),
      'none',
    ],
    [
      'as after a failure when a server with bookmarks is silent',
      at(watching),
      failed('silent'),
      'backoff',
    ],
  ])('%s', (...[, before, input, pause]) => {
    expect(transition(before, input).pause.type).toBe(pause)
  })

  it('at least as long as the server asks for', () => {
    expect(transition(at(watching), failed('throttled', { retryAfterMs: 3_000 })).pause).toEqual({
      type: 'backoff',
      atLeastMs: 3_000,
    })
  })
})

describe('what it reports', () => {
  it.each<[string, InformerState, InformerInput, string | undefined]>([
    [
      'nothing of an end in good order',
      at(watching),
      { type: 'ended', when: 'in-time' },
      undefined,
    ],
    [
      'nothing of a quiet server without bookmarks',
      at({ phase: 'watching', from: '7', bookmarked: false }),
      failed('silent'),
      undefined,
    ],
    [
      'live when a streaming list is complete, for it is watched on',
      at(streaming),
      { type: 'listed', version: '9' },
      'live',
    ],
    ['live when a watch is open', at(opening), { type: 'opened' }, 'live'],
    ['stale once there is a copy', at(watching), failed('lost'), 'stale'],
    ['syncing while there is none', INITIAL, failed('failed'), 'syncing'],
    ['forbidden', at(watching), failed('forbidden'), 'forbidden'],
    ['unreachable', at(watching), failed('unreachable'), 'unreachable'],
    ['stale after one 404: the server may be starting', at(watching), failed('absent'), 'stale'],
    ['absent after a second one', at(paged, { misses: 1 }), failed('absent'), 'absent'],
    ['absent at once where nothing was there', INITIAL, failed('absent'), 'absent'],
  ])('%s', (...[, before, input, state]) => {
    expect(transition(before, input).status?.state).toBe(state)
  })

  it('empties the copy only with the second 404', () => {
    const first = transition(at(watching), failed('absent'))
    expect(first.emptied).toBeUndefined()
    expect(transition(first.state, failed('absent')).emptied).toBe(true)
  })
})
