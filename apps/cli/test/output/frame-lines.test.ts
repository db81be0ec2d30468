import { stripVTControlCharacters } from 'node:util'

import { describe, expect, it } from '@jest/globals'

import { frameLines } from '../../src/output/frame-lines.ts'

const frame = {
  title: ['certificates   2 clusters', 'oslo: stale for 3m'],
  header: ['name', 'health'],
  rows: [
    { cells: ['web', 'Failed'], style: 'red' as const },
    { cells: ['漢字', 'Current'], style: undefined },
  ],
  more: 3,
}

describe('the lines of a live table', () => {
  it('are its title, its head, its rows and how many more there are', () => {
    expect(frameLines(frame, { columns: 80, colour: false })).toEqual([
      'certificates   2 clusters',
      'oslo: stale for 3m',
      'NAME   HEALTH',
      'web    Failed',
      '漢字   Current',
      '… and 3 more',
    ])
  })

  it('are no wider than the screen, and say where something is missing', () => {
    const [title, , , row] = frameLines(frame, { columns: 10, colour: false })
    expect([title, row]).toEqual(['certifica…', 'web    Fa…'])
  })

  it('say the same without colour', () => {
    const [coloured, plain] = [true, false].map((colour) =>
      frameLines(frame, { columns: 80, colour }),
    )
    expect(coloured).not.toEqual(plain)
    expect(coloured?.map((line) => stripVTControlCharacters(line))).toEqual(plain)
  })

  it('obey nothing that an object says', () => {
    const rows = [{ cells: ['\u001B[2Jx', 'Current'], style: undefined }]
    expect(frameLines({ ...frame, rows }, { columns: 80, colour: false }).join('')).not.toContain(
      '\u001B',
    )
  })
})
