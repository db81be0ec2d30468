import { upFrameSchema, type UpFrame } from '@argus/contracts/agent-frame'

/** An agent said what no agent says. */
export class ViolationError extends Error {
  override readonly name = 'ViolationError'
}

/** A frame of an agent, and the objects that came with it, in the order of its changes. */
export interface UpMessage {
  readonly frame: UpFrame
  readonly objects: readonly Buffer[]
}

/** Reads an unpacked message: a line of JSON, then the objects. Throws a ViolationError, a ZodError or a SyntaxError for anything else. */
export function readUpMessage(message: Buffer): UpMessage {
  const end = message.indexOf(0x0a)
  if (end < 0) throw new ViolationError('a message of an agent has no head')
  const parsed: unknown = JSON.parse(message.toString('utf8', 0, end))
  const frame = upFrameSchema.parse(parsed)
  const objects: Buffer[] = []
  let at = end + 1
  if (frame.type === 'changes') {
    for (const change of frame.changes) {
      if (change.type !== 'object') continue
      objects.push(message.subarray(at, at + change.bytes))
      at += change.bytes
    }
  }
  if (at !== message.length)
    throw new ViolationError('a message of an agent is not as long as it says')
  return { frame, objects }
}
