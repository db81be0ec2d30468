import { expect, it } from '@jest/globals'

import { SharedFrames } from '../../src/feed/shared-frames.ts'

const [here, there] = [1, 2].map((seq) => ({ epoch: 'e', seq }))

it('makes a frame once for all who come while nothing changes', () => {
  const frames = new SharedFrames()
  const first = frames.get(here!, 'page', () => Buffer.from('a'))
  expect(frames.get(here!, 'page', () => Buffer.from('b'))).toBe(first)
  expect(String(frames.get(here!, 'other page', () => Buffer.from('c')))).toBe('c')
})

it('makes it anew where something changed', () => {
  const frames = new SharedFrames()
  frames.get(here!, 'page', () => Buffer.from('a'))
  expect(String(frames.get(there!, 'page', () => Buffer.from('b')))).toBe('b')
  expect(String(frames.get(here!, 'page', () => Buffer.from('c')))).toBe('c')
})

it('keeps no more than a megabyte', () => {
  const frames = new SharedFrames()
  const large = () => Buffer.alloc(700_000)
  const first = frames.get(here!, 'first', large)
  const second = frames.get(here!, 'second', large)
  expect(frames.get(here!, 'first', large)).toBe(first)
  expect(frames.get(here!, 'second', large)).not.toBe(second)
})
