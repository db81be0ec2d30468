import { z } from 'zod'
import { StreamError } from './api-error.ts'
import { LINE_LIMIT_BYTES, tooLong } from './watch-lines.ts'

/** What surrounds the items of a list. */
export interface ListEnvelope {
  readonly resourceVersion: string
  /** Continues the list; missing on its last page. */
  readonly next?: string
}

/** The type of the items, as the list names it: items of built-in kinds do not carry their own. */
export interface ItemType {
  readonly apiVersion: string
  readonly kind: string
}

/**
 * Cuts the body of a list into its items while it arrives. The body is never one string: a list may be longer
 * than the longest string there can be.
 */
export class ItemScanner {
  readonly #limit: number
  #envelope = ''
  #partBytes = 0
  #part: Buffer[] = []
  #depth = 0
  #inItems = false
  #inString = false
  #escaped = false

  /** An item larger than the limit is an error, as a line of a watch is. */
  constructor(limit = LINE_LIMIT_BYTES) {
    this.#limit = limit
  }

  /** The type of the items, as far as it was named before them. */
  get itemType(): ItemType | undefined {
    const [, kind] = /"kind"\s*:\s*"(\w+)List"/.exec(this.#envelope) ?? []
    const [, apiVersion] = /"apiVersion"\s*:\s*"([^"\\]+)"/.exec(this.#envelope) ?? []
    return kind && apiVersion ? { kind, apiVersion } : undefined
  }

  /** The items that this piece completes. */
  push(chunk: Buffer): readonly Buffer[] {
    const items: Buffer[] = []
    let start = 0
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false
        else if (byte === 0x5c) this.#escaped = true
        else if (byte === 0x22) this.#inString = false
      } else if (byte === 0x22) {
        this.#inString = true
      } else if (byte === 0x7b || byte === 0x5b) {
        if (this.#depth === 1 && byte === 0x5b) start = this.#enter(chunk, start, at)
        else if (this.#depth === 2 && this.#inItems) start = at
        this.#depth += 1
      } else if (byte === 0x7d || byte === 0x5d) {
        this.#depth -= 1
        if (this.#depth === 2 && this.#inItems) {
          items.push(this.#completed(chunk.subarray(start, at + 1)))
          start = at + 1
        } else if (this.#depth === 1 && this.#inItems) {
          this.#inItems = false
          start = at
        }
      }
    }
    this.#keep(chunk.subarray(start))
    return items
  }

  /** The body is complete; throws when it was not. */
  finish(): ListEnvelope {
    const parsed =
      this.#depth === 0 ? envelopeSchema.safeParse(parseJson(this.#envelope)) : undefined
    if (!parsed?.success) throw new StreamError('the API server sent a list that is not whole')
    const { resourceVersion, continue: next } = parsed.data.metadata
    return next ? { resourceVersion, next } : { resourceVersion }
  }

  /** An array opens directly inside the list: its items, or something else. */
  #enter(chunk: Buffer, start: number, at: number): number {
    this.#surround(chunk.subarray(start, at))
    this.#inItems = /"items"\s*:\s*$/.test(this.#envelope)
    if (this.#inItems) this.#envelope += '['
    return this.#inItems ? at + 1 : at
  }

  #keep(rest: Buffer): void {
    if (!this.#inItems) this.#surround(rest)
    else if (this.#depth > 2) this.#hold(rest)
  }

  #surround(part: Buffer): void {
    this.#envelope += part.toString('utf8')
    if (this.#envelope.length > ENVELOPE_LIMIT) {
      throw new StreamError('the API server sent a list with too much around its items')
    }
  }

  #hold(part: Buffer): void {
    this.#part.push(part)
    this.#partBytes += part.length
    if (this.#partBytes > this.#limit) throw tooLong(this.#limit)
  }

  #completed(part: Buffer): Buffer {
    this.#hold(part)
    const item = this.#part.length === 1 ? part : Buffer.concat(this.#part, this.#partBytes)
    this.#part = []
    this.#partBytes = 0
    return item
  }
}

/** Versions, a kind and a token that continues: a hostile server must not fill the memory with what is no item. */
const ENVELOPE_LIMIT = 64 * 1024

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Reported by the caller as a list that is not whole.
    return undefined
  }
}

const envelopeSchema = z.object({
  metadata: z.object({ resourceVersion: z.string().min(1), continue: z.string().optional() }),
})
