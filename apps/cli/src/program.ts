import { Command as Parser, CommanderError, Option as ParserOption } from 'commander'

import type { Argument, Command, Group, Option } from './command.ts'
import { Failure } from './failure.ts'
import { Invocation } from './invocation.ts'

/** A command line that has been understood: a command and what was said to it, or a text that was asked for. */
export type Understood =
  | { readonly type: 'command'; readonly command: Command; readonly input: Invocation }
  | { readonly type: 'text'; readonly text: string }

export interface Table {
  readonly commands: readonly Command[]
  readonly groups: readonly Group[]
  /** Options of every command. */
  readonly shared: readonly Option[]
}

/** Reads a command line by the table. Throws a Failure `usage`, with what may have been meant. */
export async function understand(table: Table, line: readonly string[]): Promise<Understood> {
  let understood: Understood | undefined
  let text = ''
  const root = parser('argus', table, (found) => (understood = found))
  for (const each of [root, ...root.commands, ...root.commands.flatMap(({ commands }) => commands)])
    each
      .exitOverride()
      .configureOutput({ writeOut: (part) => (text += part), writeErr: () => undefined })
  try {
    await root.parseAsync(line, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode !== 0 && error.code !== 'commander.help') throw misunderstood(error)
    return { type: 'text', text: text === '' ? root.helpInformation() : text }
  }
  return understood ?? { type: 'text', text: root.helpInformation() }
}

function parser(name: string, table: Table, found: (understood: Understood) => void): Parser {
  const root = new Parser(name)
    .description('The custom resources of all your clusters, live, in a terminal.')
    .helpCommand('help [command]', 'say how a command is used')
    .helpOption('-h, --help', 'say how this is used')
    .showSuggestionAfterError()
  const groups = new Map<string, Parser>()
  const groupOf = (word: string): Parser => {
    const known = groups.get(word)
    if (known !== undefined) return known
    const summary = table.groups.find(({ name: own }) => own === word)?.summary
    if (summary === undefined) throw new Error(`${word} is no group of commands`)
    const made = root.command(word).description(summary)
    groups.set(word, made)
    return made
  }
  for (const command of table.commands) {
    const words = command.name.split(' ')
    const last = words.at(-1) ?? command.name
    const parent = words.length > 1 ? groupOf(words[0] ?? '') : root
    const own = parent
      .command(last, { isDefault: command.isDefault ?? false })
      .description(command.summary)
      .helpOption('-h, --help', 'say how this is used')
    for (const argument of command.arguments ?? [])
      own.argument(written(argument), argument.summary)
    for (const option of [...(command.options ?? []), ...table.shared])
      own.addOption(optionOf(option))
    own.addHelpText('after', after(command))
    own.action((...said: unknown[]) => {
      const input = new Invocation(command, { arguments: said.slice(0, -2), options: own.opts() })
      found({ type: 'command', command, input })
    })
  }
  return root
}

function after({ details, examples = [] }: Command): string {
  const lines = examples.flatMap(([line, does]) => [`  ${line}`, `      ${does}`])
  return [
    ...(details === undefined ? [] : ['', details]),
    ...(lines.length === 0 ? [] : ['', 'Examples:', ...lines]),
  ].join('\n')
}

/** An argument as a command line is written: `<KIND>`, `[NAME...]`. */
export function written({ name, optional, many }: Argument): string {
  const inner = `${name}${many ? '...' : ''}`
  return optional ? `[${inner}]` : `<${inner}>`
}

/** An option as a command line is written: `-o, --output <FORMAT>`. */
export function flagsOf({ name, short, value }: Option): string {
  const long = value === undefined ? `--${name}` : `--${name} <${value}>`
  return short === undefined ? long : `-${short}, ${long}`
}

function optionOf(option: Option): ParserOption {
  const made = new ParserOption(flagsOf(option), option.summary)
  if (option.choices !== undefined) made.choices([...option.choices])
  // Each value behind a flag of its own: `--cluster a b` would take an argument for a value.
  if (option.many) made.argParser((value: string, before: unknown) => [...listed(before), value])
  return made
}

const listed = (before: unknown): readonly unknown[] => (Array.isArray(before) ? before : [])

function misunderstood({ message }: CommanderError): Failure {
  const [first = '', ...rest] = message.replace(/^error: /, '').split('\n')
  const happened = `${first.charAt(0).toUpperCase()}${first.slice(1)}`.replace(/\.$/, '')
  const meant = rest.join(' ').replaceAll(/[()]/g, '').trim()
  const next = [meant, '`argus --help` lists the commands.'].filter(Boolean).join(' ')
  return new Failure({ code: 'usage', happened, next })
}
