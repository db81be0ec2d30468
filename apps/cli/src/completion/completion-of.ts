import type { Argument, Command, Completes, Option } from '../command.ts'
import type { Table } from '../program.ts'

/** What may stand at the end of a line, and what it is, where that helps. */
export interface Candidate {
  readonly value: string
  readonly is?: string
}

/** What a shell offers next: what the table says, or what has to be looked up. */
export type Completion =
  | { readonly type: 'these'; readonly candidates: readonly Candidate[] }
  | {
      readonly type: 'look'
      readonly for: Completes
      readonly prefix: string
      /** What the line says so far. */
      readonly line: Line
    }

interface Line {
  readonly arguments: readonly string[]
  /** By name, without dashes. */
  readonly options: ReadonlyMap<string, readonly string[]>
}

/** What may follow `words`, of which the last is being typed; bash gives `--output=x` as three. */
export function completionOf(table: Table, words: readonly string[]): Completion {
  const whole = joined(words)
  const typed = whole.at(-1) ?? ''
  const { command, rest } = commandIn(table, whole.slice(0, -1))
  if (command === undefined) return these(namesAt(table, rest, typed))
  const options = [...(command.options ?? []), ...table.shared]
  const line = lineOf(options, rest)
  const [, inline, begun] = /^--([\w-]+)=(.*)$/.exec(typed) ?? []
  const valued = inline ?? line.open
  if (valued !== undefined) {
    const option = options.find(({ name }) => name === valued)
    const before =
      inline === undefined || words.at(-2) === '=' || typed !== words.at(-1) ? '' : `--${inline}=`
    return valuesOf(option, { prefix: begun ?? typed, line, before })
  }
  if (typed.startsWith('-')) return these(flagsAt(options, line, typed))
  const argument = argumentAt(command.arguments ?? [], line.arguments.length)
  const words_ = groupWords(table, command, rest)
  if (words_.length > 0 && line.arguments.length === 0) return these(starting(words_, typed))
  return argument?.completes === undefined
    ? these([])
    : { type: 'look', for: argument.completes, prefix: typed, line }
}

function joined(words: readonly string[]): readonly string[] {
  const whole: string[] = []
  for (const [at, word] of words.entries()) {
    const glued =
      at > 0 && (word === '=' || words[at - 1] === '=') && whole.at(-1)?.startsWith('--')
    if (glued) whole.push(`${whole.pop() ?? ''}${word}`)
    else whole.push(word)
  }
  return whole
}

interface Called {
  readonly command: Command | undefined
  /** What stands behind its words. */
  readonly rest: readonly string[]
}

function commandIn({ commands, groups }: Table, words: readonly string[]): Called {
  const [first = '', second = ''] = words
  const group = groups.some(({ name }) => name === first)
  const named = group ? `${first} ${second}` : first
  const exact = commands.find(({ name }) => name === named)
  if (exact !== undefined) return { command: exact, rest: words.slice(group ? 2 : 1) }
  const usual = commands.find(({ name, isDefault }) => isDefault && name.startsWith(`${first} `))
  return group && usual !== undefined
    ? { command: usual, rest: words.slice(1) }
    : { command: undefined, rest: words }
}

function namesAt(
  { commands, groups }: Table,
  before: readonly string[],
  typed: string,
): Candidate[] {
  if (before.length > 0) return []
  const single = commands.filter(({ name }) => !name.includes(' '))
  return starting(
    [...single, ...groups]
      .map(({ name, summary }) => ({ value: name, is: summary }))
      .toSorted((a, b) => (a.value < b.value ? -1 : 1)),
    typed,
  )
}

/** Behind the word of a group stands a command of it. */
function groupWords(
  { commands }: Table,
  { name, isDefault }: Command,
  rest: readonly string[],
): Candidate[] {
  if (!isDefault || rest.length > 0) return []
  const [group = ''] = name.split(' ')
  return commands
    .filter((each) => each.name.startsWith(`${group} `))
    .map((each) => ({ value: each.name.slice(group.length + 1), is: each.summary }))
}

function lineOf(
  options: readonly Option[],
  words: readonly string[],
): Line & { readonly open: string | undefined } {
  const said = new Map<string, string[]>()
  const plain: string[] = []
  let open: string | undefined
  const add = (name: string, value: string): void =>
    void said.set(name, [...(said.get(name) ?? []), value])
  for (const word of words) {
    if (open !== undefined) {
      add(open, word)
      open = undefined
      continue
    }
    const [, long, value] = /^--([\w-]+)(?:=(.*))?$/s.exec(word) ?? []
    const [, short, rest] = /^-([A-Za-z])(.*)$/s.exec(word) ?? []
    const option = options.find(
      (each) => each.name === long || (short !== undefined && each.short === short),
    )
    if (option === undefined) {
      if (!word.startsWith('-')) plain.push(word)
    } else if (option.value === undefined) add(option.name, '')
    else if (value !== undefined) add(option.name, value)
    else if (rest !== undefined && rest !== '') add(option.name, rest.replace(/^=/, ''))
    else open = option.name
  }
  return { arguments: plain, options: said, open }
}

interface Valued {
  readonly prefix: string
  readonly line: Line
  /** What the shell takes for part of the value. */
  readonly before: string
}

function valuesOf(option: Option | undefined, { prefix, line, before }: Valued): Completion {
  const offers = option?.choices ?? option?.offers
  if (offers !== undefined) {
    const fitting = starting(
      offers.map((value) => ({ value })),
      prefix,
    )
    return these(fitting.map(({ value }) => ({ value: `${before}${value}` })))
  }
  if (option?.completes === undefined || before !== '') return these([])
  return { type: 'look', for: option.completes, prefix, line }
}

function flagsAt(options: readonly Option[], line: Line, typed: string): Candidate[] {
  const open = options.filter(({ name, many }) => many === true || !line.options.has(name))
  return starting(
    [...open.map(({ name, summary }) => ({ value: `--${name}`, is: summary })), HELP],
    typed,
  )
}

const HELP = { value: '--help', is: 'say how this is used' }

function argumentAt(all: readonly Argument[], at: number): Argument | undefined {
  const last = all.at(-1)
  return all[at] ?? (last?.many ? last : undefined)
}

export const starting = (candidates: readonly Candidate[], typed: string): Candidate[] =>
  candidates.filter(({ value }) => value.startsWith(typed))

const these = (candidates: readonly Candidate[]): Completion => ({ type: 'these', candidates })
