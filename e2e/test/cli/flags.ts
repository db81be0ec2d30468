import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from '@jest/globals'

import type { Program } from '../../src/cli/program.ts'
import { filesOf, root } from '../repository/files.ts'

/** What is told of the program, beside what is tried of it. */
export function flags(program: () => Program): void {
  const person = () => program().person('asking')
  /** The words below a heading of a help, each at the begin of its line. */
  const below = (help: string, heading: string): string[] => {
    const [, section = ''] = help.split(`\n${heading}:\n`)
    const [lines = ''] = section.split('\n\n')
    return [...lines.matchAll(/^ {2}(\S.*?)(?: {2,}|$)/gm)].map(([, words = '']) => words)
  }
  const helpOf = async (words: readonly string[]) => (await person().run([...words, '--help'])).out
  const commandsBelow = async (words: readonly string[]): Promise<readonly string[][]> => {
    const names = below(await helpOf(words), 'Commands').map((line) => line.split(/[ |]/)[0] ?? '')
    const inner = names
      .filter((name) => name !== 'help')
      .map((name) => commandsBelow([...words, name]))
    const found = (await Promise.all(inner)).flat()
    return names.length === 0 ? [[...words]] : found
  }

  describe('every command', () => {
    it('says in a terminal how it is used, and each of its flags is tried', async () => {
      const tried = filesOf('e2e/test/cli/*.ts', 'apps/cli/test/**/*.ts')
        .map((path) => readFileSync(join(root, path), 'utf8'))
        .join('\n')
      const commands = await commandsBelow([])
      expect(commands.length).toBeGreaterThan(18)
      const untried: string[] = []
      for (const words of commands) {
        using screen = person().open([...words, '--help'], { columns: 120, rows: 60 })
        await screen.shows(`Usage: argus ${words.join(' ')}`)
        expect(await screen.ended).toBe(0)
        if (!new RegExp(`'${words.join("',\\s*'")}'`).test(tried)) untried.push(words.join(' '))
        for (const flag of below(await helpOf(words), 'Options')) {
          const [, short, long] = /^(?:(-\w), )?(--[\w-]+)/.exec(flag) ?? []
          const names = [short, long].filter((name) => name !== undefined)
          if (!names.some((name) => tried.includes(`'${name}'`)))
            untried.push(`${words.join(' ')} ${flag}`)
        }
      }
      expect(untried).toEqual([])
    }, 240_000)
  })
}
