import type { Format } from '../output/format.ts'
import { table } from '../output/table.ts'
import type { Terminal } from '../output/terminal.ts'
import { qualified, type Kind } from './kind.ts'
import { listTable } from './list-table.ts'
import { printedList, printedObject } from './printed-object.ts'
import type { ReadList } from './read-list.ts'
import { sorted } from './sort-items.ts'

export interface Writing {
  readonly format: Format
  readonly terminal: Terminal
  readonly kind: Kind
  readonly several: boolean
  readonly severalNamespaces: boolean
  /** One object of one cluster was asked for: it is no list. */
  readonly alone: boolean
  readonly sortPath: string | undefined
}

/** Writes what was read, in the format asked for. */
export async function writeList(read: ReadList, writing: Writing): Promise<void> {
  const { format, terminal, alone } = writing
  const list = await inPath(read, writing)
  if (format.type === 'table') return writeTable(list, writing, format.wide)
  if (format.type === 'name') {
    const name = singular(writing.kind)
    const lines = list.items.map(({ key }) => `${name}/${key.slice(key.indexOf('/') + 1)}\n`)
    return terminal.out(lines.join(''))
  }
  const objects = list.items.flatMap((item) => printedObject(item) ?? [])
  const [first] = objects
  if (alone && first === undefined) return
  return terminal.out(await writeValue(format, alone ? first : printedList(objects)))
}

/** As kubectl's `-o name` has it: `certificate.cert-manager.io`. */
export function singular(kind: Kind): string {
  const [, ...group] = qualified(kind).split('.')
  return [kind.kind.toLowerCase(), ...group].join('.')
}

/** A value in a format that is no table. */
export async function writeValue(
  format: Extract<Format, { type: 'json' | 'yaml' | 'jsonpath' }>,
  value: unknown,
): Promise<string> {
  switch (format.type) {
    case 'json':
      return `${JSON.stringify(value, undefined, 4)}\n`
    case 'yaml':
      return (await import('../output/yaml.ts')).yamlOf(value)
    case 'jsonpath':
      return (await import('../output/jsonpath/template.ts')).fill(format.template, value)
  }
}

async function inPath(read: ReadList, { sortPath }: Writing): Promise<ReadList> {
  if (sortPath === undefined) return read
  const { find } = await import('../output/jsonpath/path.ts')
  return { ...read, items: sorted(read.items, ({ object }) => find(sortPath, object)[0]) }
}

async function writeTable(
  { topics, items }: ReadList,
  { terminal, several, severalNamespaces }: Writing,
  wide: boolean,
): Promise<void> {
  if (items.length === 0) return
  const shown = listTable({ topics, severalClusters: several, severalNamespaces, wide })
  const now = Date.now()
  await terminal.out(
    table(
      shown.header,
      items.map((item) => shown.row(item, now)),
    ),
  )
}
