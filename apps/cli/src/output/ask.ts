import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

import { Failure } from '../failure.ts'
import type { Terminal } from './terminal.ts'

interface Question {
  readonly text: string
  /** What is typed is not shown. */
  readonly hidden?: true
}

/** Asks a person, beside the answer of the command. Throws a Failure `interrupted` for Ctrl-C and Ctrl-D. */
export async function ask(
  { streams: { stdin, stderr } }: Terminal,
  { text, hidden }: Question,
  signal: AbortSignal,
): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({
    input: stdin,
    output: hidden ? silent : stderr,
    terminal: true,
  })
  const over = new AbortController()
  reader.once('close', () => over.abort())
  reader.once('SIGINT', () => over.abort())
  try {
    if (hidden) stderr.write(text)
    return await reader.question(hidden ? '' : text, {
      signal: AbortSignal.any([signal, over.signal]),
    })
  } catch (cause) {
    throw new Failure({
      code: 'interrupted',
      happened: 'Nothing was done',
      why: 'it was ended',
      cause,
    })
  } finally {
    if (hidden) stderr.write('\n')
    reader.close()
  }
}

/** The lines of the standard input, to its end. */
export async function linesOfInput({ streams: { stdin } }: Terminal): Promise<readonly string[]> {
  let text = ''
  stdin.setEncoding('utf8')
  for await (const part of stdin) text += String(part)
  return text.replace(/\r?\n$/, '').split(/\r?\n/)
}
