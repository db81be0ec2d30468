import type { Run } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { misused } from '../failure.ts'
import { contextIn, readContexts } from '../session/contexts.ts'
import { endSession } from '../session/end-session.ts'
import { loggedOut } from '../session/login-identity.ts'
import { sessionFile } from '../session/stored-session.ts'

/** `argus logout`: says so only once the session is over for Argus too; its file goes last. */
export const run: Run = async (input, { config, terminal }) => {
  if (config.apiKey !== undefined)
    throw misused(
      'ARGUS_API_KEY is set, and an API key is no login',
      'Revoke it in the console, under Settings, or unset it to end a login.',
    )
  const context = contextIn(await readContexts(config), input.text('context') ?? config.context)
  const file = sessionFile(config, context.name)
  const all = input.on('all')
  await file.alone(async () => {
    const session = await file.read()
    if (session === undefined) throw loggedOut('nobody is logged in')
    await endSession(new URL(context.url), session, all ? 'all' : 'local')
    await file.remove()
  })
  const what = all ? 'Every session of yours is over' : 'Logged out'
  terminal.note(`${what} at ${context.url}.`)
  return ExitCode.Done
}
