import { expect, it } from '@jest/globals'
import { until } from '@argus/testkit/until'
import { readAhead } from '../src/read-ahead.ts'

interface Piece {
  readonly size: number
}

/** Counts what was asked of it, and whether it has ended. */
function source(pieces: readonly number[], failure?: Error) {
  const seen = { given: 0, ended: false }
  async function* read(signal: AbortSignal): AsyncGenerator<Piece> {
    try {
      for (const size of pieces) {
        signal.throwIfAborted()
        seen.given += 1
        yield { size }
      }
      if (failure) throw failure
    } finally {
      seen.ended = true
    }
  }
  return { seen, read }
}

const options = (limit: number) => ({
  sizeOf: ({ size }: Piece) => size,
  limit,
  signal: new AbortController().signal,
})

it('gives everything in its order', async () => {
  const { read } = source([1, 2, 3, 0, 5])
  const sizes: number[] = []
  for await (const { size } of readAhead(read, options(2))) sizes.push(size)
  expect(sizes).toEqual([1, 2, 3, 0, 5])
})

it('asks for more while its reader is busy, and for no more than may wait', async () => {
  const { seen, read } = source(Array.from({ length: 20 }, () => 1))
  const reader = readAhead(read, options(3))
  await reader.next()
  // One with the reader, three that wait.
  await until(() => seen.given === 4, { what: 'what may wait' })
  await reader.next()
  await until(() => seen.given === 5, { what: 'one more' })
  await reader.return(undefined)
})

it('throws what its source threw, after all that came before', async () => {
  const { read } = source([1, 1], new Error('broken'))
  const sizes: number[] = []
  const reading = async () => {
    for await (const { size } of readAhead(read, options(10))) sizes.push(size)
  }
  await expect(reading()).rejects.toThrow('broken')
  expect(sizes).toEqual([1, 1])
})

it.each(['that waits for its reader', 'that waits for what does not come'])(
  'has ended a source %s when the reader stops',
  async (which) => {
    let ended = false
    async function* read(signal: AbortSignal): AsyncGenerator<Piece> {
      try {
        yield { size: 1 }
        yield { size: 1 }
        const never = Promise.withResolvers<never>()
        signal.addEventListener('abort', () => never.reject(signal.reason))
        await never.promise
      } finally {
        ended = true
      }
    }
    for await (const _ of readAhead(read, options(which.endsWith('reader') ? 1 : 10))) break
    expect(ended).toBe(true)
  },
)

it('lets the event loop turn between two that had both arrived', async () => {
  const { read } = source([1, 1, 1, 1])
  let turns = 0
  const turned = setInterval(() => (turns += 1))
  const turnsBefore: number[] = []
  for await (const _ of readAhead(read, options(10))) {
    turnsBefore.push(turns)
    const busyUntil = performance.now() + 3
    while (performance.now() < busyUntil);
  }
  clearInterval(turned)
  expect(turnsBefore.at(-1)).toBeGreaterThan(turnsBefore[0] ?? 0)
})
