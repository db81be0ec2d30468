import { styleText } from 'node:util'

import type { Failure } from '../failure.ts'
import { harmless } from './harmless.ts'
import type { Terminal } from './terminal.ts'

/** Says on the standard error why a command failed; as JSON where the answer would have been. */
export function reportFailure(terminal: Terminal, failure: Failure, asJson: boolean): void {
  const { code, happened, why, next, exitCode } = failure
  if (asJson) {
    terminal.note(JSON.stringify({ error: { code, exit: exitCode, happened, why, next } }))
    return
  }
  const name = terminal.colour.err
    ? styleText('red', 'argus:', { validateStream: false })
    : 'argus:'
  terminal.note(`${name} ${harmless(failure.message)}`)
}
