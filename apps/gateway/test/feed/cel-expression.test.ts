import { expect, it } from '@jest/globals'

import { expressionOf } from '../../src/feed/cel/expression.ts'
import { Lane } from '../../src/feed/cel/lane.ts'
import { celValueOf } from '../../src/feed/cel/value.ts'

const bytesOf = (object: object) => Buffer.from(JSON.stringify(object))

const THING = celValueOf(
  bytesOf({
    metadata: { name: 'cart', labels: { app: 'web' }, creationTimestamp: '2026-01-02T03:04:05Z' },
    spec: { replicas: 3, ratio: 0.5, nothing: null, ports: [80, 443], large: 2 ** 53 },
  }),
)

it.each([
  ['object.spec.replicas == 3', true],
  ['self.spec.replicas > 3', false],
  ['object.spec.replicas + 1 == 4', true],
  ['object.spec.replicas < 3.5 && object.spec.ratio < 1', true],
  ['object.spec.ports.exists(port, port == 443)', true],
  ['object.spec.ports.all(port, port > 100)', false],
  ['object.spec.nothing == null', true],
  ['object.metadata.labels["app"] == "web"', true],
  ['"app" in object.metadata.labels', true],
  ['object.metadata.name.matches("^c.*t$")', true],
  ['object.metadata.name.contains("art")', true],
  ['timestamp(object.metadata.creationTimestamp) < timestamp("2026-02-01T00:00:00Z")', true],
  ['has(object.status) && object.status.ready', false],
  ['!has(object.status)', true],
])('%s is %s', (text, holds) => {
  expect(expressionOf(text).holds(THING)).toBe(holds)
})

it.each([
  ['object.status.ready', 'a field that is missing'],
  ['!object.status.ready', 'its negation'],
  ['object.spec.replicas', 'what is not true or false'],
  ['object.spec.replicas > "3"', 'a number beside a text'],
  ['object.constructor != null', 'what only JavaScript has'],
  ['object.__proto__ != null', 'its prototype'],
  ['object.spec.ports[7] == 1', 'an item that is missing'],
])('%s is not met: %s', (text) => {
  expect(expressionOf(text).holds(THING)).toBe(false)
})

it.each([
  ['1 +', 'at character 4: Unexpected token'],
  ['objet.spec == 1', 'Unknown variable: objet'],
  ['1 + 2', 'has to say true or false'],
  ['object.toString() == ""', 'no function toString'],
  ['["a"].join("b") == "c"', 'no function join'],
  ['object.a.contains(object.b)', 'looks for a text written out'],
  [`object.a.matches("${'a'.repeat(129)}")`, 'at most 128 characters'],
  ['cel.bind(x, object, x == 1)', 'no function bind'],
  ['["a"].map(a, a + a) == []', 'inside of a loop'],
  ['[1].all(a, [1].all(b, [1].all(c, true)))', 'at most 2 deep'],
  [`${'1 + '.repeat(20)}1 == 2`, 'at most 8 times'],
  [`${'['.repeat(60)}${']'.repeat(60)} == []`, 'maxDepth'],
  [`${Array.from({ length: 120 }, () => 'true').join(' || ')}`, 'maxAstNodes'],
])('%s is refused: %s', (text, why) => {
  const refused = expect.objectContaining({
    code: 'bad_selector',
    message: expect.stringContaining(why),
  })
  expect(() => expressionOf(text)).toThrow(refused)
})

it('an object of any depth can be asked about', () => {
  const deep = `{"spec":{"n":1},"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
  expect(expressionOf('object.spec.n + 1 == 2').holds(celValueOf(Buffer.from(deep)))).toBe(true)
})

it('a dear expression holds the loop for a moment only, and rests; it is not met', async () => {
  const list = Array.from({ length: 5_000 }, (_, index) => index)
  const dear = expressionOf(
    'object.list.all(a, object.list.exists(b, b < 0 - 5 || b == a)) || true',
  )
  const regex = expressionOf('object.text.matches("^(a+)+$") || true')
  const cheap = expressionOf('size(object.list) > 5')
  let ended = 0
  const lane = new Lane(() => (ended += 1))
  const signal = new AbortController().signal
  const bytes = bytesOf({ list, text: `${'a'.repeat(60)}!` })
  const begun = performance.now()
  const both = await Promise.all([dear, regex].map((one) => lane.judge(one, [bytes], signal)))
  expect(both).toEqual([[false], [false]])
  expect(ended).toBe(2)
  expect(performance.now() - begun).toBeLessThan(5_000)
  expect(await lane.judge(cheap, [bytes, undefined, bytesOf({})], signal)).toEqual([
    true,
    false,
    false,
  ])
})
