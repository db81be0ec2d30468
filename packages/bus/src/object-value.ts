import type { StoredObject } from './topic-log.ts'

const SPACE = 0x20

/** A value of `objects`: the seq it belongs to in digits, a space, the object's bytes. */
export function objectValue(bytes: Buffer, seq: number): Buffer {
  return Buffer.concat([Buffer.from(`${seq} `), bytes])
}

/** Takes a value of `objects` apart. */
export function parseObjectValue(value: Buffer): StoredObject {
  const end = value.indexOf(SPACE)
  const seq = Number(value.toString('latin1', 0, Math.max(end, 0)))
  if (end < 1 || !Number.isSafeInteger(seq)) throw new SyntaxError('it does not begin with a seq')
  return { seq, bytes: value.subarray(end + 1) }
}
