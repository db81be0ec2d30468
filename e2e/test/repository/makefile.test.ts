import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

import { describe, expect, it } from '@jest/globals'

import { lostCommands } from './commands.ts'
import { root } from './files.ts'
import { phony, targetNames, targets } from './makefile.ts'

const WIDE_ENOUGH_FOR_ONE_LINE = 160

describe('the Makefile', () => {
  it('says of every target what it does, in a line', () => {
    expect(targets().filter(({ help }) => help === undefined || help === '')).toEqual([])
    const long = targets().filter(({ help = '' }) => help.length > WIDE_ENOUGH_FOR_ONE_LINE)
    expect(long.map(({ name }) => name)).toEqual([])
  })

  it('has each target once, and none that a file of its name would switch off', () => {
    const names = targets().map(({ name }) => name)
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
    expect(names.toSorted()).toEqual(phony().toSorted())
  })

  it('runs nothing that is not there', () => {
    const lost = targets().flatMap(({ name, recipe }) =>
      lostCommands(recipe.replaceAll(/^\t@?(?:\$\(with\) )?/gmu, '')).map(
        (what) => `${name}: ${what}`,
      ),
    )
    expect(lost).toEqual([])
  })

  it('runs only scripts that may be executed', () => {
    const started = targets().flatMap(({ recipe }) =>
      [...recipe.matchAll(/(?:^\t@?|\$\(with\) )((?:scripts|tools)\/[\w./-]+)/gmu)].map(
        ([, path = '']) => path,
      ),
    )
    expect(started.length).toBeGreaterThan(0)
    for (const path of started)
      expect(() => accessSync(join(root, path), constants.X_OK)).not.toThrow()
  })

  it('lists every target in a column of its own, beside what it does', () => {
    const said = execFileSync('make', ['--no-print-directory', 'help'], {
      cwd: root,
      encoding: 'utf8',
    })
    const lines = stripVTControlCharacters(said).trimEnd().split('\n')
    const listed = lines.map((line) => /^ {2}([\w-]+) +(?=\S)/u.exec(line))
    expect(new Set(listed.map((match) => match?.[1]))).toEqual(targetNames)
    expect(new Set(listed.map((match) => match?.[0].length)).size).toBe(1)
  })

  it('keeps the targets that everything else is told to use', () => {
    const promised =
      'help up down test check bench smoke envtest helm-lint helm-docs helm-test mutation soak'.split(
        ' ',
      )
    expect(promised.filter((name) => !targetNames.has(name))).toEqual([])
    expect(existsSync(join(root, '.ci/run'))).toBe(true)
  })
})
