/**
 * The bytes of one unmasked, unfragmented WebSocket text frame (RFC 6455 §5.2). Made once, they may be written to any
 * number of sockets on which neither a compression nor a fragmented message is under way.
 */
export function textFrame(text: string | readonly Buffer[]): Buffer {
  const parts = typeof text === 'string' ? [Buffer.from(text, 'utf8')] : text
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([header(length), ...parts])
}

const FINAL_TEXT = 0x81

function header(length: number): Buffer {
  if (length < 126) return Buffer.from([FINAL_TEXT, length])
  if (length < 0x1_00_00) {
    const bytes = Buffer.from([FINAL_TEXT, 126, 0, 0])
    bytes.writeUInt16BE(length, 2)
    return bytes
  }
  const bytes = Buffer.alloc(10)
  bytes[0] = FINAL_TEXT
  bytes[1] = 127
  bytes.writeBigUInt64BE(BigInt(length), 2)
  return bytes
}
