import { describe, expect, it } from '@jest/globals'

import type { WebSocketLike } from '../src/options.ts'
import { dialSocket } from '../src/socket-events.ts'

/** A socket moved by hand, which records what it was asked for. */
class HandSocket implements WebSocketLike {
  readyState = 0
  readonly asked: string[] = []
  readonly #opened: (() => void)[] = []

  send(text: string): void {
    this.asked.push(`send ${text}`)
  }

  close(code?: number): void {
    this.asked.push(`close ${code}`)
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the event `open` carries nothing
    if (type === 'open') this.#opened.push(listener as () => void)
  }

  open(): void {
    this.readyState = 1
    for (const listener of this.#opened) listener()
  }
}

function dialled(readyState: number): { hand: HandSocket; socket: ReturnType<typeof dialSocket> } {
  const hand = new HandSocket()
  const socket = dialSocket('ws://gateway/ws', () => hand)
  if (readyState > 0) hand.open()
  hand.readyState = readyState
  return { hand, socket }
}

describe('a socket', () => {
  it.each([
    ['open', 1, ['send hello']],
    ['closing', 2, []],
    ['closed', 3, []],
  ])('that is %s is given what it can still take', (_, readyState, asked) => {
    const { hand, socket } = dialled(readyState)
    socket.send('hello')
    expect(hand.asked).toEqual(asked)
  })

  it('that is left while it is dialled is closed once it is open, and not before', () => {
    const { hand, socket } = dialled(0)
    socket.leave()
    expect(hand.asked).toEqual([])
    hand.open()
    expect(hand.asked).toEqual(['close 1000'])
  })

  it('that is left while it is open is closed at once', () => {
    const { hand, socket } = dialled(1)
    socket.leave()
    expect(hand.asked).toEqual(['close 1000'])
  })

  it('that never opens is given up', () => {
    const { hand, socket } = dialled(0)
    socket.close()
    expect(hand.asked).toEqual(['close 1000'])
  })
})
