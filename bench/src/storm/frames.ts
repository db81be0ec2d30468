/** A whole frame of a server (RFC 6455 §5.2). */
export interface ServerFrame {
  readonly opcode: number
  readonly payload: Buffer
}

/** The whole frames at the beginning of some bytes, and what follows them. */
export function framesIn(bytes: Buffer): {
  readonly frames: readonly ServerFrame[]
  readonly rest: Buffer
} {
  const frames: ServerFrame[] = []
  let at = 0
  for (;;) {
    const head = bytes.length < at + 2 ? undefined : headAt(bytes, at)
    if (head === undefined || bytes.length < head.from + head.length) break
    const payload = bytes.subarray(head.from, head.from + head.length)
    frames.push({ opcode: bytes.readUInt8(at) & 0x0f, payload })
    at = head.from + head.length
  }
  return { frames, rest: bytes.subarray(at) }
}

function headAt(bytes: Buffer, at: number): { from: number; length: number } | undefined {
  const small = bytes.readUInt8(at + 1) & 0x7f
  if (small < 126) return { from: at + 2, length: small }
  const wide = small === 126 ? 2 : 8
  if (bytes.length < at + 2 + wide) return undefined
  const length = wide === 2 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
  return { from: at + 2 + wide, length }
}

/** A whole frame of a client, its mask all zeros. */
export function maskedFrame(opcode: number, payload: Buffer): Buffer {
  const short = payload.length < 126
  const head = Buffer.alloc(short ? 6 : 8)
  head[0] = 0x80 | opcode
  head[1] = 0x80 | (short ? payload.length : 126)
  if (!short) head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}
