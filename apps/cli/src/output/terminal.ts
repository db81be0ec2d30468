import { once } from 'node:events'
import type { ReadStream, WriteStream } from 'node:tty'

import type { Config } from '../config.ts'

/** The streams of a process, as far as a command uses them. */
export interface Streams {
  readonly stdin: NodeJS.ReadStream | ReadStream
  readonly stdout: NodeJS.WriteStream | WriteStream
  readonly stderr: NodeJS.WriteStream | WriteStream
}

/** Where a command writes its answer, and beside it what it has to say to a person. */
export interface Terminal {
  /** Whether the answer is read by a person, now. */
  readonly isTerminal: boolean
  /** Whether somebody can be asked. */
  readonly canAsk: boolean
  /** Whether the answer, and what is said beside it, may have colour. */
  readonly colour: { readonly out: boolean; readonly err: boolean }
  /** Characters and lines that the terminal has; a pipe has no end. */
  readonly columns: number
  readonly rows: number
  readonly streams: Streams
  /** Writes of the answer; resolves once its reader can take more. */
  out(text: string): Promise<void>
  /** Says a line beside the answer. */
  note(line: string): void
}

export function openTerminal(streams: Streams, colour: Config['colour']): Terminal {
  const { stdin, stdout, stderr } = streams
  const coloured = ({ isTTY }: { readonly isTTY?: boolean }): boolean =>
    colour === 'auto' ? isTTY === true : colour === 'always'
  return {
    streams,
    isTerminal: stdout.isTTY,
    canAsk: stdin.isTTY && stderr.isTTY,
    colour: { out: coloured(stdout), err: coloured(stderr) },
    get columns() {
      return stdout.isTTY ? stdout.columns : Number.POSITIVE_INFINITY
    },
    get rows() {
      return stdout.isTTY ? stdout.rows : Number.POSITIVE_INFINITY
    },
    async out(text) {
      if (!stdout.write(text)) await once(stdout, 'drain')
    },
    note(line) {
      stderr.write(`${line}\n`)
    },
  }
}
