import { pluginsEndpoints } from '@argus/contracts/http/plugins'

import type { Run } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { formatted } from '../output/structured.ts'
import { table } from '../output/table.ts'
import { open } from '../session/open.ts'

/** `argus plugins`: which kinds are followed without anybody asking, and where. */
export const run: Run = async (input, { config, terminal, signal }) => {
  const { api } = await open(config, input.text('context'))
  const { plugins, refused } = await api.call(pluginsEndpoints.list, {}, { signal })
  const rows = plugins.map(({ id, name, source, resources, clusters }) => [
    id,
    name,
    source,
    String(resources.length),
    clusters
      .filter(({ present, enabled }) => present && enabled)
      .map((cluster) => cluster.id)
      .join(','),
  ])
  const header = ['id', 'name', 'source', 'kinds', 'clusters']
  await terminal.out(await formatted(input, { plugins, refused }, () => table(header, rows)))
  for (const { file, line, reason } of refused)
    terminal.note(`${file}, line ${line}, is not used: ${reason}`)
  return ExitCode.Done
}
