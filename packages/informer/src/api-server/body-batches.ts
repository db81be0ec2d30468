import { type Readable, finished } from 'node:stream'

/**
 * The body of an answer, in batches of the pieces that have arrived: what comes in one turn of the event loop makes one
 * batch, and so does what follows a batch within `GATHER_MS`, for the promises of a batch would cost more than the few
 * lines in a piece. Nothing is copied. A reader that is busy stops the stream
 * when `HELD_BYTES` wait for it. Throws what broke the stream; one that the reader leaves is destroyed.
 */
export async function* bodyBatches(
  stream: Readable,
  arrived: () => void = () => undefined,
): AsyncGenerator<readonly Buffer[]> {
  let pieces: Buffer[] = []
  let bytes = 0
  let end: { readonly error: unknown } | undefined
  let wake = Promise.withResolvers<void>()
  let waking = false
  let batchedAt = Number.NEGATIVE_INFINITY
  const wakeUp = (): void => {
    waking = false
    wake.resolve()
  }
  const take = (piece: Buffer): void => {
    pieces.push(piece)
    bytes += piece.length
    const full = bytes >= HELD_BYTES
    if (full) stream.pause()
    if (waking && !full) return
    waking = true
    arrived()
    if (full || performance.now() - batchedAt >= GATHER_MS) setImmediate(wakeUp)
    else setTimeout(wakeUp, GATHER_MS)
  }
  finished(stream, { writable: false }, (error) => {
    end = { error: error ?? undefined }
    wake.resolve()
  })
  stream.on('data', take)
  try {
    for (;;) {
      await wake.promise
      wake = Promise.withResolvers()
      if (end?.error !== undefined) throw end.error
      const batch = pieces
      pieces = []
      bytes = 0
      if (stream.isPaused()) stream.resume()
      batchedAt = performance.now()
      if (batch.length > 0) yield batch
      else if (end) return
      if (pieces.length > 0 || end) wake.resolve()
    }
  } finally {
    stream.off('data', take)
    // A connection of HTTP/1.1 whose answer is complete is kept for the next.
    if (end === undefined || end.error !== undefined) stream.destroy()
  }
}

/** How long, in ms, what follows a batch is gathered: the first change after a pause is never held. */
const GATHER_MS = 2

/** What may wait for a busy reader: as much as an HTTP/2 stream of ours may be sent before it is read. */
const HELD_BYTES = 256 * 1024
