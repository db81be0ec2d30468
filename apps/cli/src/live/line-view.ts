import type { Format } from '../output/format.ts'
import { harmless } from '../output/harmless.ts'
import type { Terminal } from '../output/terminal.ts'
import { widthOf } from '../output/width.ts'
import type { Kind } from '../resources/kind.ts'
import { listTable } from '../resources/list-table.ts'
import { printedObject } from '../resources/printed-object.ts'
import { singular, writeValue } from '../resources/write-list.ts'
import { sameObject, type Change, type Member } from './change.ts'
import { troubleOf } from './trouble.ts'
import type { View } from './view.ts'

export interface LineViewOptions {
  readonly terminal: Terminal
  readonly kind: Kind
  readonly format: Format
  readonly several: boolean
  readonly severalNamespaces: boolean
}

/** An event a line, as they come; what is there at first is `ADDED`. What is out of step is said beside it. */
export function lineView(options: LineViewOptions): View {
  const { terminal, format } = options
  const troubles = new Map<string, string>()
  const widths: number[] = []
  let headed = false
  return {
    async changed(watched, changes) {
      for (const member of watched.members) tellTrouble(terminal, troubles, member)
      if (format.type !== 'table') {
        for (const change of changes)
          if (!sameObject(change)) await terminal.out(await eventText(change, options))
        return
      }
      if (changes.length === 0) return
      const list = listTable({
        topics: watched.members,
        severalClusters: options.several,
        severalNamespaces: options.severalNamespaces,
        wide: format.wide,
      })
      const now = Date.now()
      const rows = changes.map(({ type, topic, item }) => [
        type,
        ...list.row({ ...item, cluster: topic.cluster }, now).map(harmless),
      ])
      const header = ['event', ...list.header].map((name) => name.toUpperCase())
      const all = headed ? rows : [header, ...rows]
      headed = true
      for (const row of all)
        for (const [at, cell] of row.entries())
          widths[at] = Math.max(widths[at] ?? 0, widthOf(cell))
      await terminal.out(all.map((row) => `${padded(row, widths)}\n`).join(''))
    },
    lost(why) {
      terminal.note(
        why === undefined
          ? 'Connected to Argus again; what changed meanwhile follows.'
          : `Not connected to Argus: ${why}. It is dialled again.`,
      )
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

/** Once when it begins, and once when it is over. */
function tellTrouble(terminal: Terminal, told: Map<string, string>, member: Member): void {
  const { cluster } = member.topic
  const { state } = member.status
  const trouble = state === 'syncing' ? undefined : troubleOf(member, Date.now())
  if (trouble !== undefined && told.get(cluster) !== state) {
    told.set(cluster, state)
    terminal.note(trouble)
  }
  if (trouble === undefined && state === 'live' && told.delete(cluster))
    terminal.note(`${cluster}: live again`)
}

async function eventText(
  { type, topic, item }: Change,
  { format, kind }: LineViewOptions,
): Promise<string> {
  const { cluster } = topic
  switch (format.type) {
    case 'table':
      throw new Error('a table has no events')
    case 'name':
      return `${type} ${cluster} ${singular(kind)}/${item.key.slice(item.key.indexOf('/') + 1)}\n`
    case 'json':
      return `${JSON.stringify({ type, cluster, object: printedObject({ ...item, cluster }) })}\n`
    case 'yaml':
      return `---\n${await writeValue(format, { type, cluster, object: printedObject({ ...item, cluster }) })}`
    case 'jsonpath':
      return writeValue(format, printedObject({ ...item, cluster }))
  }
}

function padded(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, at) => cell + ' '.repeat(Math.max((widths[at] ?? 0) - widthOf(cell), 0)))
    .join('   ')
    .trimEnd()
}
