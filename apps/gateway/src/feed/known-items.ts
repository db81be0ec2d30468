import { crc32 } from 'node:zlib'

import { difference, type Json } from '@argus/contracts/item-patch'

/** An Item as the members of a View hold it: its JSON without the state, and the state that names exactly this. */
export interface KnownItem {
  readonly bytes: Buffer
  readonly state: string
  readonly uid: string
}

export function knownItem(parts: readonly Buffer[], uid: string): KnownItem {
  const bytes = Buffer.concat(parts)
  return { bytes, uid, state: crc32(bytes).toString(16) }
}

/**
 * What all live members of a View have of some Keys, so that the next change can be told as a patch. Of more than fits, what
 * was sent longest ago is forgotten: then the whole object is sent once.
 */
export class KnownItems {
  readonly #most: number
  /** Oldest first. */
  readonly #items = new Map<string, KnownItem>()
  #bytes = 0

  constructor(most = MOST_BYTES) {
    this.#most = most
  }

  get(key: string): KnownItem | undefined {
    return this.#items.get(key)
  }

  /** Somebody who comes is given these as the topic log has them now, which may be newer: the next change is told whole. */
  forget(keys: readonly string[]): void {
    for (const key of keys) this.delete(key)
  }

  set(key: string, item: KnownItem): void {
    this.delete(key)
    this.#items.set(key, item)
    this.#bytes += item.bytes.length
    for (const oldest of this.#items.keys()) {
      if (this.#bytes <= this.#most) return
      this.delete(oldest)
    }
  }

  delete(key: string): void {
    this.#bytes -= this.#items.get(key)?.bytes.length ?? 0
    this.#items.delete(key)
  }

  clear(): void {
    this.#items.clear()
    this.#bytes = 0
  }
}

/** A View may keep so much. */
const MOST_BYTES = 16_777_216

/** The members of the patch from one Item to another; `undefined` where it would not be smaller, or cannot be said. */
export function patchOf(before: KnownItem, after: KnownItem): string | undefined {
  const told = difference(parse(before), parse(after))
  if (told.type === 'unsayable') return undefined
  const text = told.type === 'same' ? '{}' : JSON.stringify(told.patch)
  return Buffer.byteLength(text) < after.bytes.length ? text : undefined
}

function parse({ bytes }: KnownItem): Json {
  const item: Json = JSON.parse(bytes.toString())
  return item
}
