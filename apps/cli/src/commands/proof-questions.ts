import type { Surroundings } from '../command.ts'
import type { Invocation } from '../invocation.ts'
import { linesOfInput } from '../output/ask.ts'
import { questioner } from '../output/questions.ts'
import type { ProofQuestions } from '../session/step-up.ts'

/** From the standard input with `--password-stdin`, else from a person. */
export function proofQuestions(input: Invocation, surroundings: Surroundings): ProofQuestions {
  const fromInput = input.on('password-stdin')
  const question = questioner(surroundings, fromInput)
  const else_ = 'Write it to the standard input: --password-stdin.'
  return {
    password: async () => {
      if (!fromInput)
        return question({ text: 'Password, to prove that it is you: ', else: else_, hidden: true })
      const [first = ''] = await linesOfInput(surroundings.terminal)
      return first
    },
    code: async () =>
      input.text('code') ??
      question({ text: 'Code of your app, or a recovery code: ', else: 'Give it: --code.' }),
  }
}
