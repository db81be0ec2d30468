/** Something that fans events out, in a process of its own. */
export interface Subject extends AsyncDisposable {
  readonly name: string
  readonly pid: number
  readonly dial: Dial
  /** Sends so many events of a size to every socket. Resolves when the server was told; the clients know the rest. */
  flush(flush: Flush): Promise<void>
}

export interface Flush {
  readonly events: number
  /** Of each event, as a client sees it. */
  readonly bytes: number
}

/** How a client gets there. */
export interface Dial {
  readonly port: number
  readonly path: string
  readonly protocol?: string
  /** What the server asks in a text frame from time to time, and the answer it needs. */
  readonly heartbeat?: readonly [ask: string, answer: string]
  /** What is waited for (nothing where it is empty) and said, pair by pair, before a socket counts as ready. */
  readonly script: readonly (readonly [wait: string, say: string])[]
}

/** So that each event can be counted in any framing, it holds this byte once, and nothing else does. */
const MARK = '~'

/** An event of so many bytes, with something that its readers look for. */
export function payloadOf(bytes: number, stamp = ''): string {
  return `${MARK}${stamp}`.padEnd(bytes, 'x')
}
