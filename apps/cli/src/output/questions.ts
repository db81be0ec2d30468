import type { Surroundings } from '../command.ts'
import { misused, type Failure } from '../failure.ts'
import { ask } from './ask.ts'

interface Asked {
  readonly text: string
  /** What to do where there is nobody to ask. */
  readonly else: string
  readonly hidden?: true
}
type Question = (asked: Asked) => Promise<string>

/** Asks a person; throws a Failure `usage` where there is none, or where the standard input was to say all. */
export function questioner(
  { terminal, signal }: Pick<Surroundings, 'terminal' | 'signal'>,
  inputSaysAll: boolean,
): Question {
  return async ({ text, else: instead, hidden }) => {
    if (inputSaysAll || !terminal.canAsk)
      throw misused(`${text.replace(/: $/, '')} is not given, and there is nobody to ask`, instead)
    return ask(terminal, { text, ...(hidden && { hidden }) }, signal)
  }
}

interface Replacing {
  /** The new password, where it was not to be asked for. */
  readonly given: string | undefined
  readonly question: Question
}

/** Where a new password comes from, and what is said of one that is refused. */
export function replacementBy(
  { terminal }: Pick<Surroundings, 'terminal'>,
  { given, question }: Replacing,
) {
  const instead =
    'Give it as the second line of the standard input: argus password --password-stdin.'
  return {
    again: given === undefined,
    refused: ({ message }: Failure): void => terminal.note(message),
    async next(): Promise<string> {
      if (given !== undefined) return given
      const first = await question({ text: 'New password: ', else: instead, hidden: true })
      const second = await question({ text: 'Once more: ', else: instead, hidden: true })
      if (first === second) return first
      throw misused('The two are not the same', 'The password is as it was: argus password.')
    },
  }
}
