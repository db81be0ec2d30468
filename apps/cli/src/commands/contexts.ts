import type { Run } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { formatted } from '../output/structured.ts'
import { table } from '../output/table.ts'
import { readContexts } from '../session/contexts.ts'
import { sessionFile } from '../session/stored-session.ts'

/** `argus contexts`: the consoles that are known here. */
export const run: Run = async (input, { config, terminal }) => {
  const { current, contexts } = await readContexts(config)
  const known = await Promise.all(
    Object.entries(contexts).map(async ([name, { url, email }]) => {
      const loggedIn = (await sessionFile(config, name).read()) !== undefined
      return { name, url, email: email ?? null, current: name === current, loggedIn }
    }),
  )
  const text = (): string =>
    known.length === 0
      ? 'No context yet: argus login https://argus.example.com.\n'
      : table(
          ['', 'name', 'url', 'user', 'session'],
          known.map(({ name, url, email, current: is, loggedIn }) => [
            is ? '*' : '',
            name,
            url,
            email ?? '',
            loggedIn ? 'logged in' : 'none',
          ]),
        )
  await terminal.out(await formatted(input, { contexts: known }, text))
  return ExitCode.Done
}
