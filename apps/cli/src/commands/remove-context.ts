import type { Run } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { misused } from '../failure.ts'
import { changeContexts, contextIn, readContexts } from '../session/contexts.ts'
import { sessionFile } from '../session/stored-session.ts'

/** `argus contexts remove`: forgets a console. A session that lives is not left behind unless that is said. */
export const run: Run = async (input, { config, terminal }) => {
  const { name } = contextIn(await readContexts(config), input.needed('NAME'))
  const file = sessionFile(config, name)
  await file.alone(async () => {
    if ((await file.read()) !== undefined && !input.on('force'))
      throw misused(
        `The context "${name}" has a session that lives`,
        `Log out first (argus logout --context ${name}), or leave the session to end by itself: --force.`,
      )
    await file.remove()
  })
  await changeContexts(config, ({ current, contexts }) => {
    const { [name]: _removed, ...rest } = contexts
    return { contexts: rest, ...(current !== undefined && current !== name && { current }) }
  })
  terminal.note(`The context "${name}" is forgotten.`)
  return ExitCode.Done
}
