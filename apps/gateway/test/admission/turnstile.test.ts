import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'

import { Refusal } from '@argus/contracts/refusal-code'
import { ManualClock } from '@argus/testkit/manual-clock'
import { describe, expect, it } from '@jest/globals'

import { Turnstile, type Room } from '../../src/admission/turnstile.ts'

const ROOM: Room = {
  socketsPerAddress: 1_000,
  socketsPerUser: 1_000,
  socketsBeforeHello: 1_000,
  handshakesPerSecond: 5,
  readsPerSecond: 1_000,
}

/** A turnstile, and those who came to it, each with what it was answered so far. */
function turnstileOf(room: Partial<Room> = {}) {
  const clock = new ManualClock()
  const turnstile = new Turnstile({
    room: { ...ROOM, ...room },
    addressOf: ({ url = '' }) => url,
    clock,
  })
  const answers: string[] = []
  const come = (ip = '203.0.113.7') => {
    const at = answers.push('none') - 1
    const request = new IncomingMessage(new Socket())
    request.url = ip
    let known = (): void => undefined
    const visit = turnstile.enter(request, (answer) => {
      answers[at] = answer instanceof Refusal ? answer.code : 'in'
      if (!(answer instanceof Refusal)) known = () => answer.known()
    })
    return { leave: () => visit[Symbol.dispose](), known: () => known() }
  }
  return { clock, turnstile, answers, come }
}

describe('a turnstile', () => {
  it('lets those who come faster than handshakes are taken wait their turn', async () => {
    const { clock, answers, come } = turnstileOf()
    for (let time = 0; time < 3; time += 1) come()
    expect(answers).toEqual(['in', 'none', 'none'])
    await clock.advance(210)
    expect(answers).toEqual(['in', 'in', 'none'])
    await clock.advance(210)
    expect(answers).toEqual(['in', 'in', 'in'])
  })

  it('lets nobody pass who comes later than one that waits', async () => {
    const { clock, answers, come } = turnstileOf()
    come()
    come()
    await clock.advance(199)
    come()
    await clock.advance(11)
    expect(answers).toEqual(['in', 'in', 'none'])
  })

  it('G-21 lets as many wait as it reaches in six seconds, and refuses one more', () => {
    const { answers, come } = turnstileOf()
    for (let time = 0; time < 32; time += 1) come()
    expect(answers.slice(1, 31)).toEqual(Array.from({ length: 30 }, () => 'none'))
    expect(answers.at(31)).toBe('unavailable')
  })

  it('G-04 lets in no more than may be unknown; who is known, or gone, makes room', async () => {
    const { clock, answers, come } = turnstileOf({
      socketsBeforeHello: 1,
      handshakesPerSecond: 500,
    })
    const first = come()
    const second = come()
    come()
    await clock.advance(50)
    expect(answers).toEqual(['in', 'none', 'none'])
    first.known()
    await clock.advance(50)
    expect(answers).toEqual(['in', 'in', 'none'])
    second.leave()
    await clock.advance(50)
    expect(answers).toEqual(['in', 'in', 'in'])
  })

  it('refuses who has waited for six seconds', async () => {
    const { clock, answers, come } = turnstileOf({ socketsBeforeHello: 1 })
    come()
    come()
    await clock.advance(6_000)
    expect(answers).toEqual(['in', 'none'])
    await clock.advance(20)
    expect(answers).toEqual(['in', 'unavailable'])
  })

  it('G-21 counts who waits among those of its address', () => {
    const { answers, come } = turnstileOf({ socketsPerAddress: 2 })
    const [, second] = [come(), come()]
    come()
    come('198.51.100.1')
    expect(answers).toEqual(['in', 'none', 'too_many', 'none'])
    second.leave()
    come()
    expect(answers).toEqual(['in', 'none', 'too_many', 'none', 'none'])
  })

  it('never answers who left the line', async () => {
    const { clock, answers, come } = turnstileOf()
    come()
    const second = come()
    come()
    second.leave()
    await clock.advance(210)
    expect(answers).toEqual(['in', 'none', 'in'])
  })

  it('that is closed refuses all who wait, and who comes', () => {
    const { turnstile, answers, come } = turnstileOf()
    come()
    come()
    turnstile[Symbol.dispose]()
    come()
    expect(answers).toEqual(['in', 'unavailable', 'unavailable'])
  })
})
