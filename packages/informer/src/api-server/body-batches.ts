import { type Readable, finished } from 'node:stream'

/**
 * The body of an answer, in batches of the pieces that have arrived: one turn of the event loop makes one batch, for a
 * promise a piece would cost more than cutting it into lines. Nothing is copied. A reader that is busy stops the stream
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
  const wakeSoon = (): void => {
    if (waking) return
    waking = true
    arrived()
    setImmediate(() => {
      waking = false
      wake.resolve()
    })
  }
  const take = (piece: Buffer): void => {
    pieces.push(piece)
    bytes += piece.length
    if (bytes >= HELD_BYTES) stream.pause()
    wakeSoon()
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

/** What may wait for a busy reader: as much as an HTTP/2 stream of ours may be sent before it is read. */
const HELD_BYTES = 256 * 1024
