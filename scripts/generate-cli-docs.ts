/**
 * Writes the commands, exit codes and variables of docs/cli.md from the table that `argus` itself goes by. With `--check` it
 * changes nothing and fails when the page is not what it would write.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { commands, groups, shared } from '../apps/cli/src/commands.ts'
import type { Command, Option } from '../apps/cli/src/command.ts'
import { EXIT_CODES } from '../apps/cli/src/exit-code.ts'
import { flagsOf, written } from '../apps/cli/src/program.ts'
import { VARIABLES } from '../apps/cli/src/variables.ts'

const page = join(import.meta.dirname, '../docs/cli.md')
const sections: Readonly<Record<string, () => string>> = {
  commands: () => [overview(), ...commands.map(described), sharedOptions()].join('\n\n'),
  'exit codes': () =>
    rows(
      ['code', 'says'],
      EXIT_CODES.map(([code, means]) => [`${code}`, means]),
    ),
  variables: () =>
    rows(
      ['variable', 'says'],
      VARIABLES.map(([name, means]) => [`\`${name}\``, means]),
    ),
}

const before = readFileSync(page, 'utf8')
const after = Object.entries(sections).reduce(filled, before)
if (process.argv.includes('--check')) {
  if (after !== before) {
    console.error('docs/cli.md does not fit apps/cli. Run: node scripts/generate-cli-docs.ts')
    process.exitCode = 1
  }
} else {
  writeFileSync(page, after)
}

function filled(text: string, [name, write]: [string, () => string]): string {
  const [start, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`]
  const [from, to] = [text.indexOf(start), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/cli.md has no section «${name}»`)
  return `${text.slice(0, from + start.length)}\n${write()}\n${text.slice(to)}`
}

function overview(): string {
  const grouped = new Map(groups.map(({ name, summary }) => [name, summary]))
  return rows(
    ['command', 'does'],
    commands.map(({ name, summary, isDefault }) => {
      const [group = ''] = name.split(' ')
      const shorter = isDefault && grouped.has(group) ? `, \`${group}\` alone` : ''
      return [`[\`${name}\`](#argus-${name.replaceAll(' ', '-')})${shorter}`, summary]
    }),
  )
}

function described(command: Command): string {
  const { name, summary, details, examples = [] } = command
  const called = ['argus', name, ...(command.arguments ?? []).map(written)].join(' ')
  const told = [
    `### argus ${name}`,
    `${sentence(summary)}${details === undefined ? '' : ` ${details.replaceAll(/\n(?!\n)/g, ' ')}`}`,
    `    ${called}`,
  ]
  const parts = [
    ...(command.arguments ?? []).map((each) => [written(each), each.summary]),
    ...(command.options ?? []).map((each) => [flagsOf(each), optionSummary(each)]),
  ]
  if (parts.length > 0)
    told.push(
      rows(
        ['', ''],
        parts.map(([form = '', means = '']) => [`\`${form}\``, means]),
      ),
    )
  for (const [line, does] of examples) told.push(`    ${line}`, sentence(does))
  return told.join('\n\n')
}

function sharedOptions(): string {
  const told = shared.map((each) => [`\`${flagsOf(each)}\``, optionSummary(each)])
  return ['Every command also has these, and `--help`:', rows(['', ''], told)].join('\n\n')
}

function optionSummary({ summary, choices, many }: Option): string {
  const which = choices === undefined ? '' : `: ${choices.map((each) => `\`${each}\``).join(', ')}`
  return `${summary}${which}${many ? '; may be given more than once' : ''}`
}

function rows(header: readonly string[], all: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...all.map(line)].join('\n')
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
