import { constants, createZstdDecompress } from 'node:zlib'

import { MAX_UPLINK_MESSAGE_BYTES, UPLINK_WINDOW_LOG } from '@argus/contracts/agent-frame'

/** What arrived is no message of an agent. */
export class UnpackError extends Error {
  override readonly name = 'UnpackError'
}

/**
 * Unpacks the messages of one line, which are one stream, in the order they came. A message that unpacks to more than any
 * may be is given up before it is in memory.
 */
export class Unpacker implements Disposable {
  readonly #stream = createZstdDecompress({
    params: { [constants.ZSTD_d_windowLogMax]: UPLINK_WINDOW_LOG },
  })
  readonly #failed = Promise.withResolvers<never>()
  #made: Buffer[] = []
  #bytes = 0

  constructor() {
    this.#failed.promise.catch(() => undefined) // Told to whoever unpacks.
    this.#stream.on('readable', () => this.#drain())
    this.#stream.on('error', (cause) => {
      this.#failed.reject(new UnpackError('what arrived cannot be unpacked', { cause }))
    })
  }

  /** Throws an UnpackError; nothing can be unpacked after it. */
  async unpack(packed: Buffer): Promise<Buffer> {
    const written = new Promise<void>((resolve) => this.#stream.write(packed, () => resolve()))
    await Promise.race([written, this.#failed.promise])
    this.#drain()
    if (this.#bytes > MAX_UPLINK_MESSAGE_BYTES) return this.#failed.promise
    const message = Buffer.concat(this.#made)
    this.#made = []
    this.#bytes = 0
    return message
  }

  [Symbol.dispose](): void {
    this.#failed.reject(new UnpackError('the line has ended'))
    this.#stream.destroy()
  }

  #drain(): void {
    for (let chunk = this.#stream.read(); chunk !== null; chunk = this.#stream.read()) {
      if (!Buffer.isBuffer(chunk)) continue
      this.#bytes += chunk.length
      if (this.#bytes <= MAX_UPLINK_MESSAGE_BYTES) this.#made.push(chunk)
      else {
        this.#made = []
        this.#failed.reject(new UnpackError('a message is larger than any may be'))
        this.#stream.destroy()
        return
      }
    }
  }
}
