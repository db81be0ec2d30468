import type { Run } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { formatted } from '../output/structured.ts'
import { table } from '../output/table.ts'
import { servedBy } from '../resources/discovery.ts'
import { kindsIn, qualified } from '../resources/kind.ts'
import { select } from '../resources/selection.ts'

/** `argus kinds`: what can be asked for, and in which clusters. */
export const run: Run = async (input, surroundings) => {
  const { terminal, config } = surroundings
  const { opened, clusters } = await select(input, surroundings)
  const ids = clusters.map(({ id }) => id)
  const { kinds: served, unasked } = await servedBy({ config, opened }, ids, true)
  const kinds = kindsIn(served)
    .map((kind) => ({ name: qualified(kind), ...kind }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const everywhere = kinds.every((kind) => kind.clusters.length === ids.length)
  const rows = kinds.map(({ name, shortNames, kind, namespaced, clusters: at }) => [
    name,
    shortNames.join(','),
    kind,
    String(namespaced),
    ...(everywhere ? [] : [at.join(',')]),
  ])
  const header = ['name', 'shortnames', 'kind', 'namespaced', ...(everywhere ? [] : ['clusters'])]
  await terminal.out(await formatted(input, { kinds }, () => table(header, rows)))
  for (const [cluster, { why, happened }] of unasked)
    terminal.note(`${cluster}: not asked: ${why ?? happened}`)
  return unasked.size > 0 ? ExitCode.Partial : ExitCode.Done
}
