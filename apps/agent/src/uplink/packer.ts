import { constants, createZstdCompress } from 'node:zlib'

import { UPLINK_WINDOW_LOG } from '@argus/contracts/agent-frame'

/**
 * Packs the messages of one line: one stream for all of them, flushed after each, so that an object that comes again a
 * little changed is found in what was sent before, megabytes back. One message at a time.
 */
export class Packer implements Disposable {
  readonly #stream = createZstdCompress({
    params: {
      [constants.ZSTD_c_compressionLevel]: LEVEL,
      [constants.ZSTD_c_windowLog]: UPLINK_WINDOW_LOG,
      [constants.ZSTD_c_enableLongDistanceMatching]: 1,
    },
  })
  #made: Buffer[] = []
  #failed: unknown

  constructor() {
    this.#stream.on('readable', () => this.#drain())
    this.#stream.on('error', (error) => (this.#failed = error))
  }

  /** The bytes that say it to who has all before it. */
  async pack(parts: readonly Buffer[]): Promise<Buffer> {
    for (const part of parts) this.#stream.write(part)
    await new Promise<void>((resolve) => this.#stream.flush(constants.ZSTD_e_flush, resolve))
    if (this.#failed !== undefined) throw this.#failed
    this.#drain()
    const packed = Buffer.concat(this.#made)
    this.#made = []
    return packed
  }

  [Symbol.dispose](): void {
    this.#stream.destroy()
  }

  #drain(): void {
    for (let chunk = this.#stream.read(); chunk !== null; chunk = this.#stream.read())
      if (Buffer.isBuffer(chunk)) this.#made.push(chunk)
  }
}

/** Above it each byte costs more of a processor than a line saves. */
const LEVEL = 3
