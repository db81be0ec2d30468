import { pluginsEndpoints } from '@argus/contracts/http/plugins'
import { readerManifest } from '@argus/contracts/reader-account'

import type { Run } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { misused } from '../failure.ts'
import { open } from '../session/open.ts'

/** `argus clusters manifest`: an account for Argus that may read what plugins show, and nothing else. */
export const run: Run = async (input, { config, terminal, signal }) => {
  const { api } = await open(config, input.text('context'))
  const { plugins } = await api.call(pluginsEndpoints.list, {}, { signal })
  const wanted = input.list('plugin')
  const lost = wanted.filter((name) => !plugins.some(({ id }) => id === name))
  if (lost.length > 0)
    throw misused(
      `There is no plugin ${lost.join(', ')}`,
      `There is ${plugins.map(({ id }) => id).join(', ')}.`,
    )
  const chosen = plugins.filter(({ id }) => wanted.length === 0 || wanted.includes(id))
  await terminal.out(readerManifest(chosen))
  return ExitCode.Done
}
