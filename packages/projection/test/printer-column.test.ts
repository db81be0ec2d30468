import type { Column } from '@argus/contracts/row'
import { describe, expect, it } from '@jest/globals'

import { parseExactly } from '../src/exact-json.ts'
import type { JsonObject } from '../src/json.ts'
import { compileCell, readPrinterColumns } from '../src/printer-column.ts'
import { PrinterPathError } from '../src/printer-path.ts'

const object: JsonObject = {
  metadata: {
    creationTimestamp: '2026-01-01T00:00:00Z',
    labels: { 'app.kubernetes.io/name': 'web', 'a b': 'c' },
  },
  spec: {
    replicas: 3,
    share: 0.5,
    paused: false,
    hosts: ['a.example.com', 'b.example.com'],
    env: [{ name: 'A' }, { name: 'B' }],
    empty: [],
    markup: ['<b>'],
    nothing: null,
    selector: { b: 1, a: { d: 2, c: [true] } },
  },
  status: {
    conditions: [
      { type: 'Available', status: 'True', weight: 1 },
      { type: 'Ready', status: 'False', weight: 5, reason: "it's off" },
    ],
  },
}

const cell = (jsonPath: string, type: Column['type'] = 'string') =>
  compileCell({ name: 'Column', type, priority: 0, jsonPath })(object)

describe('a printer column', () => {
  it.each<[string, Column['type'], unknown]>([
    ['.spec.replicas', 'integer', 3],
    ['.spec.replicas', 'string', '3'],
    ['.spec.replicas', 'boolean', null],
    ['.spec.share', 'number', 0.5],
    ['.spec.share', 'integer', 0],
    ['.spec.paused', 'boolean', false],
    ['.spec.paused', 'string', 'false'],
    ['.spec.hosts', 'string', '["a.example.com","b.example.com"]'],
    ['.spec.selector', 'string', '{"a":{"c":[true],"d":2},"b":1}'],
    ['.spec.markup', 'string', String.raw`["\u003cb\u003e"]`],
    ['.spec.hosts[0]', 'string', 'a.example.com'],
    ['.spec.hosts[-1]', 'string', 'b.example.com'],
    ['.spec.hosts[1:2]', 'string', 'b.example.com'],
    ['.spec.env[*].name', 'string', 'A'],
    ['.spec.empty[*].name', 'string', null],
    ['.spec.nothing', 'string', null],
    ['.spec.missing.more', 'string', null],
    ['.spec.replicas.more', 'string', null],
    ['.metadata.creationTimestamp', 'date', Date.UTC(2026, 0, 1)],
    ['.spec.hosts[0]', 'date', '<invalid>'],
    ['.spec.missing', 'date', null],
    [String.raw`.metadata.labels.app\.kubernetes\.io/name`, 'string', 'web'],
    [String.raw`.metadata.labels['app\.kubernetes\.io/name']`, 'string', 'web'],
    [`.metadata.labels['a b']`, 'string', 'c'],
    ['.status.conditions[?(@.type=="Ready")].status', 'string', 'False'],
    [`.status.conditions[?(@.type == 'Ready')].status`, 'string', 'False'],
    [`.status.conditions[?( @.type=='Ready' )].status`, 'string', 'False'],
    ['.status.conditions[?(@.reason)].type', 'string', 'Ready'],
    ['.status.conditions[?(@.weight > 2)].type', 'string', 'Ready'],
    ['.status.conditions[?(@.reason == "it\'s off")].type', 'string', 'Ready'],
    ['.status.conditions[?(@.type=="Missing")].status', 'string', null],
    ['..type', 'string', 'Available'],
    ['{.spec.replicas}', 'integer', 3],
  ])('%s as %s shows %j', (path, type, expected) => expect(cell(path, type)).toBe(expected))

  it('keeps every digit of an integer beyond doubles', () => {
    const large = parseExactly(Buffer.from('{"spec":{"id":9007199254740993}}'))
    const show = (type: Column['type']) =>
      compileCell({ name: 'Id', type, priority: 0, jsonPath: '.spec.id' })(large)
    expect(show('integer')).toBe('9007199254740993')
    expect(show('string')).toBe('9007199254740993')
  })

  it.each([
    ['', 'neither a dot nor a bracket'],
    ['spec.replicas', 'neither a dot nor a bracket'],
    ['.spec[', 'cannot be read'],
    ['.spec[?(@.a==)]', 'cannot be read'],
    ['.spec }', 'cannot be read'],
    ['..a..b..c', 'more than one'],
    [`.spec${'.a'.repeat(1_000)}`, 'longer than'],
    ['.spec[?(match(@.a, "(a+)+$"))]', 'cannot be read'],
  ])('%j is refused with its reason', (path, why) => {
    expect(() => cell(path)).toThrow(PrinterPathError)
    expect(readPrinterColumns([{ name: 'X', type: 'string', jsonPath: path }])).toEqual({
      columns: [],
      refused: [expect.stringContaining(why)],
    })
  })
})

describe('the columns of a version', () => {
  it('are none when none are declared', () => {
    expect(readPrinterColumns(undefined)).toEqual({ columns: [], refused: [] })
  })

  it('have a priority of 0 unless they say more, and lose their description', () => {
    const declared = [
      { name: 'A', type: 'string', jsonPath: '.a', description: 'words' },
      { name: 'B', type: 'integer', format: 'int32', priority: 1, jsonPath: '.b' },
    ]
    expect(readPrinterColumns(declared).columns).toEqual([
      { name: 'A', type: 'string', jsonPath: '.a', priority: 0 },
      { name: 'B', type: 'integer', format: 'int32', priority: 1, jsonPath: '.b' },
    ])
  })

  it('that cannot be read are named, and the others stay', () => {
    const declared = [{ name: 'A', type: 'string', jsonPath: '.a' }, 'nonsense', { name: 'B' }]
    const { columns, refused } = readPrinterColumns(declared)
    expect(columns.map(({ name }) => name)).toEqual(['A'])
    expect(refused).toHaveLength(2)
  })
})
