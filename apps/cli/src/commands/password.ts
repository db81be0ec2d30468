import type { Run } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { misused } from '../failure.ts'
import { linesOfInput } from '../output/ask.ts'
import { questioner, replacementBy } from '../output/questions.ts'
import { open } from '../session/open.ts'
import { replacePassword } from '../session/replace-password.ts'

/** `argus password`: another password for whoever is logged in. */
export const run: Run = async (input, surroundings) => {
  const { config, terminal } = surroundings
  if (config.apiKey !== undefined)
    throw misused('An API key has no password', 'Unset ARGUS_API_KEY and log in.')
  const { api } = await open(config, input.text('context'))
  const given = input.on('password-stdin') ? await linesOfInput(terminal) : undefined
  const question = questioner(surroundings, given !== undefined)
  await replacePassword(api, {
    ...replacementBy(surroundings, { given: given?.[1], question }),
    current: async () =>
      given?.[0] ??
      question({
        text: 'Current password: ',
        else: 'Write it to the standard input: --password-stdin.',
        hidden: true,
      }),
  })
  terminal.note('The password is replaced; your other sessions are over.')
  return ExitCode.Done
}
