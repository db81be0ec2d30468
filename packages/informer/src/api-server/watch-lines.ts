import { StreamError } from './api-error.ts'

/** More than any object an API server stores (1.5 MiB in etcd's default), with room for what surrounds it. */
export const LINE_LIMIT_BYTES = 8 * 1024 * 1024

/**
 * Cuts a stream of bytes into lines, at 0x0A and nothing else: U+2028 is a line end to `readline`, but an
 * ordinary character of an object. A line longer than the limit is an error, never a skipped line.
 */
export class LineSplitter {
  readonly #limit: number
  #rest: Buffer[] = []
  #restBytes = 0
  #empty = 0

  constructor(limit = LINE_LIMIT_BYTES) {
    this.#limit = limit
  }

  /** How many bytes of an unfinished line are held. */
  get restBytes(): number {
    return this.#restBytes
  }

  /** The lines that this piece completes, without their ends; empty ones are left out, and many of them an error. */
  push(chunk: Buffer): readonly Buffer[] {
    const lines: Buffer[] = []
    let start = 0
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      const line = this.#completed(chunk.subarray(start, end))
      if (line.length > 0) lines.push(line)
      else if (++this.#empty > EMPTY_LIMIT)
        throw new StreamError('the API server sends empty lines')
      start = end + 1
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start))
    return lines
  }

  #completed(part: Buffer): Buffer {
    if (this.#rest.length === 0) return this.#checked(part)
    this.#hold(part)
    const line = Buffer.concat(this.#rest, this.#restBytes)
    this.#rest = []
    this.#restBytes = 0
    return line
  }

  #hold(part: Buffer): void {
    this.#rest.push(part)
    this.#restBytes += part.length
    if (this.#restBytes > this.#limit) throw tooLong(this.#limit)
  }

  #checked(line: Buffer): Buffer {
    if (line.length > this.#limit) throw tooLong(this.#limit)
    return line
  }
}

/** API servers send none; who sends nothing but them must not keep us busy with it. */
const EMPTY_LIMIT = 1_000

/** What is said of an object that is too large to follow. */
export function tooLong(limit: number): StreamError {
  return new StreamError(
    `the API server sent an object larger than ${limit} bytes: it cannot be followed until it is smaller`,
  )
}
