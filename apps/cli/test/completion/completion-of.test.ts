import { describe, expect, it } from '@jest/globals'

import type { Command } from '../../src/command.ts'
import { completionOf } from '../../src/completion/completion-of.ts'

const load = () => Promise.reject(new Error('nothing is run here'))
const commands: readonly Command[] = [
  {
    name: 'login',
    summary: 'log in',
    options: [{ name: 'email', value: 'ADDRESS', summary: 'who' }],
    load,
  },
  {
    name: 'contexts list',
    summary: 'list them',
    isDefault: true,
    options: [
      { name: 'output', short: 'o', value: 'FORMAT', summary: 'form', choices: ['json', 'yaml'] },
      { name: 'all', summary: 'all of them' },
    ],
    load,
  },
  {
    name: 'contexts use',
    summary: 'use one',
    arguments: [{ name: 'NAME', summary: 'it', completes: 'contexts' }],
    load,
  },
]
const table = {
  commands,
  groups: [{ name: 'contexts', summary: 'consoles' }],
  shared: [{ name: 'context', value: 'NAME', summary: 'which', completes: 'contexts' as const }],
}
const offered = (...words: string[]) => {
  const completion = completionOf(table, words)
  return completion.type === 'these' ? completion.candidates.map(({ value }) => value) : completion
}

describe('what a shell offers', () => {
  it.each<[string, string[], string[]]>([
    ['commands and groups, first', [''], ['contexts', 'login']],
    ['those that begin as what is typed', ['lo'], ['login']],
    ['the commands of a group', ['contexts', ''], ['list', 'use']],
    ['flags, and help', ['login', '-'], ['--email', '--context', '--help']],
    ['no flag twice', ['contexts', 'list', '--all', '--a'], []],
    ['the values that a flag may have', ['contexts', 'list', '-o', ''], ['json', 'yaml']],
    [
      'the same behind a sign, as zsh and fish give it',
      ['contexts', 'list', '--output=j'],
      ['--output=json'],
    ],
    ['and as bash gives it', ['contexts', 'list', '--output', '=', 'j'], ['json']],
    ['flags of the usual command of a group', ['contexts', '--o'], ['--output']],
    ['nothing for a value that is anybody’s', ['login', '--email', ''], []],
    ['nothing behind a command that is none', ['nowhere', ''], []],
  ])('are %s', (_, words, values) => expect(offered(...words)).toEqual(values))

  it.each([
    ['for an argument', ['contexts', 'use', 'pr']],
    ['for a flag of every command', ['login', '--context', 'pr']],
  ])('is looked up %s', (_, words) =>
    expect(offered(...words)).toMatchObject({ type: 'look', for: 'contexts', prefix: 'pr' }),
  )

  it('knows what stands on the line already', () => {
    const completion = completionOf(table, ['contexts', 'use', '--context', 'x', ''])
    expect(completion.type === 'look' && completion.line.options.get('context')).toEqual(['x'])
  })
})
