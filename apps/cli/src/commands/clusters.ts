import { INTERNAL_GROUP } from '@argus/contracts/topic'

import type { Run, Surroundings } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { readFormat } from '../output/format.ts'
import { table } from '../output/table.ts'
import { listTable } from '../resources/list-table.ts'
import { readList } from '../resources/read-list.ts'
import { select, type Selection } from '../resources/selection.ts'
import { writeValue } from '../resources/write-list.ts'

/** `argus clusters`: those one may see anything of, and how Argus reaches them. */
export const run: Run = async (input, surroundings) => {
  const { terminal } = surroundings
  const format = readFormat(input.text('output'))
  const selection = await select(input, surroundings)
  const { clusters } = selection
  if (format.type === 'name') await terminal.out(clusters.map(({ id }) => `${id}\n`).join(''))
  else if (format.type !== 'table') await terminal.out(await writeValue(format, { clusters }))
  else if (format.wide) await terminal.out(await wideTable(selection, surroundings))
  else
    await terminal.out(
      table(
        ['id', 'name', 'state', 'source', 'labels'],
        clusters.map(({ id, name, state, source, labels }) => [
          id,
          name,
          state,
          source,
          labelText(labels),
        ]),
      ),
    )
  if (clusters.length === 0 && format.type === 'table')
    terminal.note(
      'There is no cluster, or you may see none: argus clusters add, or ask for rights.',
    )
  return ExitCode.Done
}

/** With what Argus tells of each cluster itself. */
async function wideTable(
  { opened, clusters }: Selection,
  { terminal, signal }: Surroundings,
): Promise<string> {
  const ids = clusters.map(({ id }) => id)
  const read = await readList(opened.api, ids, {
    kind: STATE,
    filter: { shape: 'row' },
    signal,
    wait: (what) => terminal.note(what),
  })
  const told = listTable({
    topics: read.topics,
    severalClusters: false,
    severalNamespaces: false,
    wide: true,
  })
  const now = Date.now()
  const rows = clusters.map(({ id, name, source, labels }) => {
    const item = read.items.find(({ cluster }) => cluster === id)
    const cells = item === undefined ? told.header.map(() => '') : told.row(item, now)
    return [id, name, source, ...cells.slice(1), labelText(labels)]
  })
  return table(['id', 'name', 'source', ...told.header.slice(1), 'labels'], rows)
}

const STATE = {
  group: INTERNAL_GROUP,
  resource: 'clusters',
  kind: 'Cluster',
  namespaced: false,
  shortNames: [],
  clusters: [],
  followed: true,
}

const labelText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
