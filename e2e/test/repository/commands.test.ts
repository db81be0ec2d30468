import { describe, expect, it } from '@jest/globals'

import { lostCommands } from './commands.ts'
import { documents, filesOf, textOf } from './files.ts'
import { jenkinsSteps } from './jenkinsfile.ts'
import { steps } from './workflow.ts'

/** Told in backquotes, by documents and by what programs say to people. */
const INLINE = /`([^`\n]+)`/gu
const FENCED = /^( *)```(?:sh|bash|shell|console)?\n([\s\S]*?)^\1```$/gmu

function told(path: string): string[] {
  const text = textOf(path)
  const fenced = path.endsWith('.md')
    ? [...text.matchAll(FENCED)].map(([, , code = '']) => code)
    : []
  return [...fenced, ...[...text.matchAll(INLINE)].map(([, code = '']) => code)]
}

describe('a command that somebody is told', () => {
  it('is there, in every document', () => {
    const lost = documents.flatMap((path) =>
      told(path).flatMap((code) => lostCommands(code).map((what) => `${path}: ${what}`)),
    )
    expect(documents.length).toBeGreaterThan(20)
    expect(lost).toEqual([])
  })

  it('is there, in every message and comment of a program', () => {
    const programs = filesOf(
      '{apps,packages,bench,charts,e2e,scripts}/**/*.{ts,tsx}',
      '{compose,charts}/**/*.{yaml,tpl,txt,sh}',
      'tools/*/*.{sh,go}',
      'scripts/*.sh',
      'Makefile',
    )
    const lost = programs.flatMap((path) =>
      told(path)
        .filter((code) => /^(?:make|pnpm run|node (?:scripts|packages)) ?[\w/.-]*$/u.test(code))
        .flatMap((code) => lostCommands(code).map((what) => `${path}: ${what}`)),
    )
    expect(programs.length).toBeGreaterThan(500)
    expect(lost).toEqual([])
  })

  it('is there, in every step of a workflow and of Jenkins', () => {
    const commands = [...steps().map(({ step }) => step.run ?? ''), ...jenkinsSteps()]
    expect(commands.filter((command) => command.startsWith('make ')).length).toBeGreaterThan(5)
    expect(commands.flatMap((command) => lostCommands(command))).toEqual([])
  })
})

describe('the search for commands that are lost', () => {
  it('finds targets, scripts, members and files that are not there', () => {
    expect(lostCommands('make up && make nowhere ARGUS_NODE=1')).toEqual(['make nowhere'])
    expect(lostCommands('A=1 pnpm nowhere; pnpm check')).toEqual(['pnpm nowhere in the root'])
    expect(lostCommands('pnpm --filter @argus/auth run nowhere')).toEqual([
      'pnpm nowhere in apps/auth',
    ])
    expect(lostCommands('pnpm --filter @argus/nobody run test')).toEqual([
      'pnpm --filter @argus/nobody',
    ])
    expect(lostCommands('bash .ci/nowhere')).toEqual(['.ci/nowhere'])
    expect(lostCommands('node scripts/nowhere.ts --check')).toEqual(['scripts/nowhere.ts'])
    expect(lostCommands('docker compose -f compose/nowhere.yaml up')).toEqual([
      'compose/nowhere.yaml',
    ])
  })
})
