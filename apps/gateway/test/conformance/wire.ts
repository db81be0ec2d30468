/** The bytes of the WebSocket protocol (RFC 6455 §5.2), written and read here so that no library stands between. */
export const Opcode = { Continuation: 0, Text: 1, Binary: 2, Close: 8, Ping: 9, Pong: 10 } as const

/** One frame as a client writes it; what is not given is as the RFC asks. */
export interface WrittenFrame {
  readonly opcode: number
  readonly payload?: Buffer | string
  readonly final?: boolean
  /** The three reserved bits, 0 to 7. */
  readonly reserved?: number
  /** `undefined`: not masked at all. */
  readonly mask?: Buffer | undefined
  /** The length that is claimed, where it is not that of the payload. */
  readonly claimed?: bigint
}

/** What came back. */
export interface ReadFrame {
  readonly opcode: number
  readonly payload: Buffer
}

export function encode(frame: WrittenFrame): Buffer {
  const { opcode, final = true, reserved = 0, claimed } = frame
  const payload = Buffer.from(frame.payload ?? '')
  const mask = 'mask' in frame ? frame.mask : MASK
  const head = [(final ? 0x80 : 0) | (reserved << 4) | opcode]
  const length = lengthBytes(claimed ?? BigInt(payload.length), mask === undefined ? 0 : 0x80)
  if (mask === undefined) return Buffer.concat([Buffer.from(head), length, payload])
  const masked = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))
  return Buffer.concat([Buffer.from(head), length, mask, masked])
}

export const text = (payload: Buffer | string): Buffer => encode({ opcode: Opcode.Text, payload })

/** A text in pieces: the first a text frame, the others continuations, the last one final. */
export function pieces(...payloads: readonly (Buffer | string)[]): Buffer {
  return Buffer.concat(
    payloads.map((payload, index) =>
      encode({
        opcode: index === 0 ? Opcode.Text : Opcode.Continuation,
        payload,
        final: index === payloads.length - 1,
      }),
    ),
  )
}

export function closing(code?: number, reason: Buffer | string = ''): Buffer {
  if (code === undefined) return encode({ opcode: Opcode.Close })
  const payload = Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)])
  return encode({ opcode: Opcode.Close, payload })
}

/**
 * Reads the frames at the beginning of what a server sent, and what is left. Throws on what a server may never send: a
 * mask, reserved bits, fragments where nothing is that large, an unknown opcode, a length in more bytes than it needs,
 * text that is no UTF-8.
 */
export function decode(bytes: Buffer): { frames: readonly ReadFrame[]; rest: Buffer } {
  const frames: ReadFrame[] = []
  let rest = bytes
  for (;;) {
    const next = first(rest)
    if (next === undefined) return { frames, rest }
    frames.push(next.frame)
    rest = next.rest
  }
}

const MASK = Buffer.from([0x37, 0xfa, 0x21, 0x3d])
const KNOWN: ReadonlySet<number> = new Set(Object.values(Opcode))
const utf8 = new TextDecoder('utf-8', { fatal: true })

function lengthBytes(length: bigint, maskBit: number): Buffer {
  if (length < 126n) return Buffer.from([maskBit | Number(length)])
  if (length < 0x1_00_00n) {
    const bytes = Buffer.from([maskBit | 126, 0, 0])
    bytes.writeUInt16BE(Number(length), 1)
    return bytes
  }
  const bytes = Buffer.alloc(9)
  bytes[0] = maskBit | 127
  bytes.writeBigUInt64BE(length, 1)
  return bytes
}

function first(bytes: Buffer): { frame: ReadFrame; rest: Buffer } | undefined {
  if (bytes.length < 2) return undefined
  const [head = 0, second = 0] = bytes
  const opcode = head & 0x0f
  if ((head & 0x80) === 0) throw new Error('a fragment')
  if ((head & 0x70) !== 0) throw new Error('reserved bits')
  if ((second & 0x80) !== 0) throw new Error('a mask')
  if (!KNOWN.has(opcode) || opcode === Opcode.Continuation) throw new Error(`opcode ${opcode}`)
  const size = second < 126 ? 0 : second === 126 ? 2 : 8
  if (bytes.length < 2 + size) return undefined
  const length = size === 0 ? second : Number(`0x${bytes.subarray(2, 2 + size).toString('hex')}`)
  if ((size === 2 && length < 126) || (size === 8 && length < 0x1_00_00))
    throw new Error('a length in too many bytes')
  const end = 2 + size + length
  if (bytes.length < end) return undefined
  const payload = bytes.subarray(2 + size, end)
  if (opcode === Opcode.Text) utf8.decode(payload)
  return { frame: { opcode, payload }, rest: bytes.subarray(end) }
}
