import { describe, expect, it } from '@jest/globals'

import { fill } from '../../src/output/jsonpath/template.ts'

/** The object and the results of https://kubernetes.io/docs/reference/kubectl/jsonpath/ where they are told there. */
const LIST = {
  kind: 'List',
  items: [
    {
      kind: 'None',
      metadata: { name: '127.0.0.1', labels: { 'kubernetes.io/hostname': 'a' } },
      status: { capacity: { cpu: '4' }, ready: true, port: 80 },
    },
    {
      kind: 'None',
      metadata: { name: '127.0.0.2' },
      status: { capacity: { cpu: '8' }, conditions: [{ type: 'Ready', status: 'False' }] },
    },
  ],
  users: [
    { name: 'myself', user: {} },
    { name: 'e2e', user: { username: 'admin', password: 'secret' } },
  ],
}

describe('a template', () => {
  it.each([
    ['text', 'kind is {.kind}', 'kind is List'],
    ['a path without braces', '.kind', 'List'],
    ['a field behind brackets', "{['kind']}", 'List'],
    ['whatever is below', '{..metadata.name}', '127.0.0.1 127.0.0.2'],
    ['all elements', '{.items[*].metadata.name}', '127.0.0.1 127.0.0.2'],
    ['an element', '{.items[1].metadata.name}', '127.0.0.2'],
    ['one from the end', '{.items[-1].metadata.name}', '127.0.0.2'],
    ['a slice', '{.users[0:1].name}', 'myself'],
    [
      'several fields, quoted ones being paths',
      "{.items[*]['metadata.name', 'status.capacity']}",
      '127.0.0.1 127.0.0.2 {"cpu":"4"} {"cpu":"8"}',
    ],
    ['a condition', '{.users[?(@.name=="e2e")].user.password}', 'secret'],
    [
      'a condition on a deeper field',
      '{.items[?(@.status.ready==true)].metadata.name}',
      '127.0.0.1',
    ],
    ['an escaped dot', String.raw`{.items[0].metadata.labels.kubernetes\.io/hostname}`, 'a'],
    [
      'a range',
      '{range .items[*]}[{.metadata.name}, {.status.capacity.cpu}] {end}',
      '[127.0.0.1, 4] [127.0.0.2, 8] ',
    ],
    [
      'a range in a range',
      '{range .items[*]}{range .status.conditions[*]}{.type}{"\\n"}{end}{end}',
      'Ready\n',
    ],
    [
      'the whole from within',
      '{range .items[*]}{$.kind}/{@.metadata.name} {end}',
      'List/127.0.0.1 List/127.0.0.2 ',
    ],
    ['quoted text', '{.kind}{"\\t"}{\'x\'}', 'List\tx'],
    ['what is not there', '[{.nowhere.at[0].all}]', '[]'],
    ['numbers and truth', '{.items[0].status.port} {.items[0].status.ready}', '80 true'],
    ['an object, as JSON', '{.items[0].status.capacity}', '{"cpu":"4"}'],
  ])('writes %s', (_, template, said) => expect(fill(template, LIST)).toBe(said))

  it.each([
    ['{range .items[*]}{.kind}', 'without an {end}'],
    ['{.kind}{end}', 'without a {range}'],
    ['{.kind', 'not closed'],
    ['{kind}', 'cannot be read'],
    ['{.items[?(@.a==)]}', 'cannot be read'],
  ])('%s is refused', (template, why) => expect(() => fill(template, LIST)).toThrow(why))
})
