import { setImmediate } from 'node:timers/promises'

export interface ReadAheadOptions<T> {
  readonly sizeOf: (one: T) => number
  /** Nothing more is asked for while this much waits, in what `sizeOf` counts. */
  readonly limit: number
  readonly signal: AbortSignal
}

/**
 * What a source gives, asked for already while the reader is busy with what came before, so that neither waits for the
 * other. Between two that had both arrived the event loop turns once. The source is given a signal that aborts when the
 * reader stops, and has ended when this has; what it throws is thrown after what it gave.
 */
export async function* readAhead<T extends object>(
  read: (signal: AbortSignal) => AsyncIterable<T>,
  { sizeOf, limit, signal }: ReadAheadOptions<T>,
): AsyncGenerator<T> {
  const stop = new AbortController()
  const waiting: T[] = []
  let size = 0
  let end: { readonly error: unknown } | 'whole' | undefined
  let arrived = Promise.withResolvers<void>()
  let room = Promise.withResolvers<void>()
  const fill = async (): Promise<void> => {
    try {
      for await (const one of read(AbortSignal.any([signal, stop.signal]))) {
        waiting.push(one)
        size += sizeOf(one)
        room = Promise.withResolvers()
        arrived.resolve()
        if (size >= limit) await room.promise
        if (stop.signal.aborted) return
      }
      end = 'whole'
    } catch (error) {
      end = { error }
    }
    arrived.resolve()
  }
  const filling = fill()
  try {
    for (;;) {
      const one = waiting.shift()
      if (one !== undefined) {
        size -= sizeOf(one)
        if (size < limit) room.resolve()
        yield one
        if (waiting.length > 0) await setImmediate()
      } else if (end === undefined) {
        arrived = Promise.withResolvers()
        await arrived.promise
      } else if (end === 'whole') return
      else throw end.error
    }
  } finally {
    stop.abort()
    room.resolve()
    await filling
  }
}
