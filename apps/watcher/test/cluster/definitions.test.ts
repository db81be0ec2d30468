import { ManualClock } from '@argus/testkit/manual-clock'
import { until } from '@argus/testkit/until'
import { expect, test } from '@jest/globals'

import { Definitions, noteDefinitions } from '../../src/cluster/definitions.ts'

const things = { type: 'changed', group: 'example.org', resource: 'things' } as const
const others = { type: 'changed', group: 'example.org', resource: 'others' } as const
const never = new AbortController().signal

test('whoever waits for a definition is told of its change, and of no other', async () => {
  const definitions = new Definitions()
  let told = false
  const waiting = definitions.changed(things, 0, never).then(() => {
    told = true
  })
  definitions.note(others)
  await Promise.resolve()
  expect(told).toBe(false)
  definitions.note(things)
  await waiting
})

test('a change since the definition was read is told at once', async () => {
  const definitions = new Definitions()
  const read = definitions.generation(things)
  definitions.note(things)
  await expect(definitions.changed(things, read, never)).resolves.toBeUndefined()
})

test('nobody waits longer than the signal allows', async () => {
  const stop = new AbortController()
  const waiting = new Definitions().changed(things, 0, stop.signal)
  stop.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
})

test('who waits for a cluster to come back is told when it does, also of a time before it waited', async () => {
  const definitions = new Definitions()
  const { backs } = definitions
  const waiting = definitions.isBack(backs, never)
  definitions.noteBack()
  await waiting
  await expect(definitions.isBack(backs, never)).resolves.toBeUndefined()
})

test('what is defined is known by group and resource, until it is removed', () => {
  const definitions = new Definitions()
  expect(definitions.has(things)).toBe(false)
  definitions.note(things)
  expect(definitions.has(things)).toBe(true)
  expect(definitions.has({ ...things, group: 'example.com' })).toBe(false)
  definitions.note({ ...things, type: 'removed' })
  expect(definitions.has(things)).toBe(false)
})

test('after a defect the definitions of a cluster are followed anew, and the defect is told', async () => {
  const clock = new ManualClock()
  const stop = new AbortController()
  const definitions = new Definitions()
  const told: unknown[] = []
  const defect = new Error('what nobody expects')
  let times = 0
  const reach = {
    async *definitions() {
      times += 1
      yield times === 1 ? [things] : [things, others]
      if (times === 1) throw defect
    },
  }
  const noting = noteDefinitions(reach, definitions, {
    clock,
    signal: stop.signal,
    onDefect: (error) => told.push(error),
  })
  await until(() => clock.sleeping === 1, { what: 'the pause' })
  expect(told).toEqual([defect])
  expect([definitions.has(things), definitions.has(others)]).toEqual([true, false])
  await clock.advance(5_000)
  await noting
  expect([definitions.has(things), definitions.has(others)]).toEqual([true, true])
})
