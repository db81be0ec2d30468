import { z } from 'zod'
import { isTooDeep } from '../nesting.ts'
import { StreamError } from './api-error.ts'
import { ItemBoundary } from './item-boundary.ts'
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

/** An item of a list, parsed and as it was written. */
export interface ListItem {
  readonly value: unknown
  readonly bytes: Buffer
}

/**
 * Cuts the body of a list into its items while it arrives, and parses them. The body is never one string: a list may be
 * longer than the longest string there can be. Where one item ends and the next begins is looked for by what stands
 * there between all of them, and counted out bracket by bracket only where that does not tell.
 */
export class ItemScanner {
  readonly #limit: number
  readonly #boundary = new ItemBoundary()
  #envelope = ''
  #partBytes = 0
  #part: Buffer[] = []
  #depth = 0
  #inItems = false
  /** Inside a string: how many bytes of the next piece its last backslash still escapes. */
  #escaping: 0 | 1 | undefined
  /** The beginning of an item of which more has to come. */
  #rest: Buffer | undefined

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

  /** The items that these pieces complete; the last one of a list only when it has ended. */
  push(pieces: readonly Buffer[]): readonly ListItem[] {
    const rest = this.#rest
    this.#rest = undefined
    const chunk = joined(rest === undefined ? pieces : [rest, ...pieces])
    return this.#scan(chunk, { searched: rest?.length ?? 0, more: true })
  }

  /** The body is complete: its last items, and what was around all of them; throws when it was not whole. */
  finish(): { readonly items: readonly ListItem[]; readonly envelope: ListEnvelope } {
    const rest = this.#rest ?? Buffer.alloc(0)
    this.#rest = undefined
    const items = this.#scan(rest, { searched: rest.length, more: false })
    const read = this.#depth === 0 ? envelopeSchema.safeParse(parseJson(this.#envelope)) : undefined
    if (!read?.success) throw new StreamError('the API server sent a list that is not whole')
    const { resourceVersion, continue: next } = read.data.metadata
    return { items, envelope: next ? { resourceVersion, next } : { resourceVersion } }
  }

  #scan(chunk: Buffer, { searched, more }: Search): ListItem[] {
    const items: ListItem[] = []
    let start = 0
    let at = this.#escaping === undefined ? 0 : this.#endOfString(chunk, this.#escaping)
    // Every byte that is counted out passes here: what is kept in a field costs several times a variable.
    let depth = this.#depth
    while (at < chunk.length) {
      const byte = chunk[at] ?? 0
      if (byte === QUOTE) {
        at = this.#endOfString(chunk, at + 1)
        continue
      }
      const bracket = byte | CURLY
      if (bracket === OPENS) {
        if (depth === 1 && byte !== OPENS) start = this.#enter(chunk, start, at)
        else if (depth === 2 && this.#inItems) {
          start = at
          const end = this.#boundary.endOfItem(chunk, { start, searched })
          if (end === undefined && more && chunk.length - start < this.#boundary.patience) {
            this.#rest = chunk.subarray(start)
            this.#depth = depth
            return items
          }
          const item = end === undefined ? undefined : this.#guessed(chunk.subarray(start, end))
          if (item !== undefined) {
            items.push(item)
            at = start += item.bytes.length
            continue
          }
        }
        depth += 1
      } else if (bracket === CLOSES) {
        depth -= 1
        if (depth === 2 && this.#inItems) {
          items.push(this.#completed(chunk.subarray(start, at + 1)))
          start = at + 1
        } else if (depth === 1 && this.#inItems) {
          this.#inItems = false
          start = at
        }
      }
      at += 1
    }
    this.#depth = depth
    this.#keep(chunk.subarray(start))
    return items
  }

  /** The position after the string that `from` is inside of, or of the end of the piece. */
  #endOfString(chunk: Buffer, from: number): number {
    let at = from
    while (at < chunk.length) {
      const byte = chunk[at]
      if (byte === QUOTE) {
        this.#escaping = undefined
        return at + 1
      }
      at += byte === BACKSLASH ? 2 : 1
    }
    this.#escaping = at > chunk.length ? 1 : 0
    return chunk.length
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

  /** An item whose end was counted out. */
  #completed(part: Buffer): ListItem {
    this.#hold(part)
    const bytes = joined(this.#part)
    this.#part = []
    this.#partBytes = 0
    const value = parsed(bytes)
    if (value === undefined) {
      throw new StreamError('the API server sent a list with an item that is not JSON')
    }
    this.#boundary.learn(bytes)
    return { value, bytes }
  }

  /** An item whose end was guessed, if it is one. */
  #guessed(bytes: Buffer): ListItem | undefined {
    const value = bytes.length > this.#limit ? undefined : parsed(bytes)
    if (value === undefined) this.#boundary.mistake()
    return value === undefined ? undefined : { value, bytes }
  }
}

interface Search {
  /** How much of the chunk was looked through before. */
  readonly searched: number
  /** Whether more of the body may come. */
  readonly more: boolean
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c]

/** A square bracket with this bit is the curly one: one comparison finds both. */
const CURLY = 0x20
const [OPENS, CLOSES] = [0x7b, 0x7d]

/** Versions, a kind and a token that continues: a hostile server must not fill the memory with what is no item. */
const ENVELOPE_LIMIT = 64 * 1024

function joined(pieces: readonly Buffer[]): Buffer {
  const [first, ...others] = pieces
  if (first !== undefined && others.length === 0) return first
  return Buffer.concat(pieces)
}

function parsed(item: Buffer): unknown {
  if (isTooDeep(item)) {
    throw new StreamError('the API server sent a list with an item that is nested too deep')
  }
  return parseJson(item.toString('utf8'))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Reported by the caller, as what is not whole.
    return undefined
  }
}

const envelopeSchema = z.object({
  metadata: z.object({ resourceVersion: z.string().min(1), continue: z.string().optional() }),
})
