import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { parse } from 'yaml'

import { exportText } from '../../src/live/export-rows.ts'

const about = ['2 rows of Certificates in prod.', 'As of now.']

describe('an export', () => {
  it('as CSV quotes what it must and says first what it is', async () => {
    const text = await exportText('csv', {
      about,
      columns: ['Name', 'Reason'],
      rows: [
        ['a', 'one, "two"'],
        ['b', null],
        ['c', 3],
      ],
    })
    expect(text).toBe(
      '"# 2 rows of Certificates in prod. As of now."\r\nName,Reason\r\na,"one, ""two"""\r\nb,\r\nc,3\r\n'.replace(
        '"# 2 rows of Certificates in prod. As of now."',
        '# 2 rows of Certificates in prod. As of now.',
      ),
    )
  })

  it.each(['=cmd|"/c calc"!A1', '+1', '-1+1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1'])(
    'as CSV hands no spreadsheet a formula: %j',
    async (cell) => {
      const text = await exportText('csv', { about: [], columns: ['Name'], rows: [[cell]] })
      const [, , ...rest] = text.split('\r\n')
      expect(rest.join('\r\n')).toMatch(/^"?'/u)
    },
  )

  it('as CSV has no cell that begins like a formula, whatever objects are called', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (cell) => {
        const text = await exportText('csv', { about: [], columns: ['Name'], rows: [[cell]] })
        const written = text.slice(text.indexOf('Name\r\n') + 6)
        expect(written).not.toMatch(/^"?\s*[=+\-@]/u)
      }),
      { numRuns: 300 },
    )
  })

  it('as JSON and as YAML names each cell', async () => {
    const table = { about, columns: ['Name', 'Order'], rows: [['yes', 1]] }
    expect(JSON.parse(await exportText('json', table))).toEqual({
      about,
      rows: [{ Name: 'yes', Order: 1 }],
    })
    const yaml = await exportText('yaml', table)
    expect(yaml.split('\n')[0]).toBe('# 2 rows of Certificates in prod.')
    expect(parse(yaml)).toEqual([{ Name: 'yes', Order: 1 }])
  })

  it('as YAML keeps what is said of it in its comment', async () => {
    const yaml = await exportText('yaml', { about: ['a\nb: c'], columns: ['Name'], rows: [] })
    expect(parse(yaml)).toEqual([])
  })
})
