import type { Run } from '../command.ts'
import { scripts, SHELLS } from '../completion/scripts.ts'
import { ExitCode } from '../exit-code.ts'
import { misused } from '../failure.ts'

/** `argus completion`: what a shell reads at its start. */
export const run: Run = async (input, { terminal }) => {
  const wanted = input.needed('SHELL')
  const shell = SHELLS.find((each) => each === wanted)
  if (shell === undefined)
    throw misused(`There are no completions for ${wanted}`, `There are for ${SHELLS.join(', ')}.`)
  await terminal.out(scripts[shell])
  return ExitCode.Done
}
