import type { Run, Surroundings } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { Failure, misused } from '../failure.ts'
import type { Invocation } from '../invocation.ts'
import { readFormat, type Format } from '../output/format.ts'
import { qualified, type Kind } from '../resources/kind.ts'
import { namedKind } from '../resources/named-kind.ts'
import { readList, type ReadList } from '../resources/read-list.ts'
import { filterOf, select, type Selection } from '../resources/selection.ts'
import { shortfalls } from '../resources/shortfall.ts'
import { byColumn, inOrder } from '../resources/sort-items.ts'
import { writeList } from '../resources/write-list.ts'

/** `argus get`: objects of a kind, once, over any number of clusters. What is missing of the answer is said beside it. */
export const run: Run = async (input, surroundings) => {
  const { terminal } = surroundings
  const { word, names } = wanted(input)
  const format = readFormat(input.text('output'))
  const selection = await select(input, surroundings)
  const ids = selection.clusters.map(({ id }) => id)
  const asker = { config: surroundings.config, opened: selection.opened }
  const { kind, others, unasked } = await namedKind(asker, word, ids)
  if (others.length > 0)
    terminal.note(
      `"${word}" is also ${others.map(qualified).join(', ')}; this is ${qualified(kind)} of Kubernetes itself.`,
    )
  const read = await readNamed({ input, format, names, selection, kind }, surroundings)
  const missing = shortfalls({ ...read, unasked }, Date.now())
  for (const { cluster, text } of missing) terminal.note(`${cluster}: ${text}`)
  const lost = names.filter((name) => !read.items.some(({ key }) => key.endsWith(`/${name}`)))
  if (lost.length > 0 && missing.length === 0) throw notFound(kind, lost)
  await writeList(sortedRead(input, read), {
    format,
    terminal,
    kind,
    several: selection.several,
    severalNamespaces: input.list('namespace').length !== 1,
    alone: names.length === 1 && !selection.several,
    sortPath: sortPath(input),
  })
  if (read.items.length === 0 && format.type === 'table') terminal.note(nothing(input, kind))
  return missing.length > 0 ? ExitCode.Partial : ExitCode.Done
}

/** `get KIND`, `get KIND NAME…` and `get KIND/NAME`. */
function wanted(input: Invocation): { readonly word: string; readonly names: readonly string[] } {
  const [word = '', name, ...more] = input.needed('KIND').split('/')
  const names = input.argumentList('NAME')
  if (more.length > 0 || word.includes(','))
    throw misused('One kind at a time is asked for', 'argus get KIND NAME, or KIND/NAME.')
  if (name !== undefined && names.length > 0)
    throw misused(
      'A name stands behind the kind, and others beside it',
      'Give all of them beside it.',
    )
  return { word, names: name === undefined ? names : [name] }
}

interface Asked {
  readonly input: Invocation
  readonly format: Format
  readonly names: readonly string[]
  readonly selection: Selection
  readonly kind: Kind
}

async function readNamed(
  { input, format, names, selection, kind }: Asked,
  { terminal, signal }: Surroundings,
): Promise<ReadList> {
  const needsObjects = !['table', 'name'].includes(format.type) || sortPath(input) !== undefined
  const filter = { ...filterOf(input), shape: needsObjects ? 'object' : 'row' } as const
  const clusters = selection.clusters.map(({ id }) => id).filter((id) => kind.clusters.includes(id))
  const said = new Set<string>()
  const wait = (what: string): void => {
    if (!said.has(what)) terminal.note(what)
    said.add(what)
  }
  const reading = { kind, signal, wait }
  if (names.length === 0) return readList(selection.opened.api, clusters, { ...reading, filter })
  const all = await Promise.all(
    names.map((name) =>
      readList(selection.opened.api, clusters, { ...reading, filter: { ...filter, name } }),
    ),
  )
  const [first] = all
  if (first === undefined) throw new Error('nothing was asked for')
  return { ...first, items: all.flatMap(({ items }) => items) }
}

/** A path to sort by, where it is none of a column. */
function sortPath(input: Invocation): string | undefined {
  const by = input.text('sort-by')
  return by !== undefined && /^[.{[]/.test(by) ? by.replace(/^\{(.*)\}$/s, '$1') : undefined
}

function sortedRead(input: Invocation, read: ReadList): ReadList {
  const by = input.text('sort-by')
  const items = inOrder(read.items)
  if (by === undefined || sortPath(input) !== undefined) return { ...read, items }
  const shapes = new Map(read.topics.map(({ topic, shape }) => [topic.cluster, shape]))
  return { ...read, items: byColumn(items, by, shapes) }
}

function notFound(kind: Kind, names: readonly string[]): Failure {
  return new Failure({
    code: 'not_found',
    happened: `There is no ${kind.kind} ${names.map((name) => `"${name}"`).join(', ')}`,
    why: 'or you may see nothing of it',
    next: `argus get ${qualified(kind)} lists what there is.`,
  })
}

function nothing(input: Invocation, { kind }: Kind): string {
  const narrowed = ['namespace', 'health'].some((name) => input.list(name).length > 0)
  const chosen = ['selector', 'where'].some((name) => input.text(name) !== undefined)
  return narrowed || chosen
    ? `No ${kind} is as you ask.`
    : `There is no ${kind}, or you may see none.`
}
