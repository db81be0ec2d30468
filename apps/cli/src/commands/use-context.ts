import type { Run } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { changeContexts, contextIn } from '../session/contexts.ts'

/** `argus contexts use`. */
export const run: Run = async (input, { config, terminal }) => {
  const wanted = input.needed('NAME')
  await changeContexts(config, (known) => ({ ...known, current: contextIn(known, wanted).name }))
  terminal.note(`The context is "${wanted}" now.`)
  return ExitCode.Done
}
