import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, it } from '@jest/globals'

import { lastWords } from '../src/log-file.ts'
import { temporaryFolder } from './folder.ts'

describe('the last words of a log', () => {
  it.each([
    ['the last line of plain text', 'one\ntwo\n\n', 'two'],
    [
      'the newest error of a JSON log, though it went on talking',
      '{"level":60,"err":{"message":"no\\nroute"},"msg":"could not start"}\n{"level":30,"msg":"bye"}\n',
      'could not start: no route',
    ],
    [
      'the error that ended a program, not the lines around it',
      'file:///x.js:1\nthrow 1\n\nError [ERR_GONE]: no such module\n    at x\n\nNode.js v26\n',
      'Error [ERR_GONE]: no such module',
    ],
    ['that there are none', '', 'it said nothing'],
  ])('are %s', async (_, text, words) => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'log')
    await writeFile(file, text)
    expect(lastWords(file)).toBe(words)
  })
})
