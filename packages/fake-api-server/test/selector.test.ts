import { expect, it } from '@jest/globals'
import { selectorOf } from '../src/selector.ts'

const object = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'a',
    namespace: 'n',
    uid: 'u',
    resourceVersion: '1',
    generation: 1,
    creationTimestamp: '',
    labels: { app: 'web', tier: 'front' },
  },
}
const selects = (query: Record<string, string>, namespace?: string) =>
  selectorOf(namespace, new URLSearchParams(query))(object)

it.each([
  ['', true],
  ['app=web', true],
  ['app==web,tier=front', true],
  ['app=web,tier!=front', false],
  ['other!=x', true],
  ['app in (db, web)', true],
  ['app in (db),tier=front', false],
  ['app notin (db, cache)', true],
  ['other notin (x)', true],
  ['app', true],
  ['!app', false],
  ['!other', true],
])('the label selector %j selects it: %s', (labelSelector, expected) => {
  expect(selects({ labelSelector })).toBe(expected)
})

it.each([
  ['metadata.name=a', true],
  ['metadata.name!=a', false],
  ['metadata.name=a,metadata.namespace=m', false],
])('the field selector %j selects it: %s', (fieldSelector, expected) => {
  expect(selects({ fieldSelector })).toBe(expected)
})

it('keeps to the namespace of the path', () => {
  expect([selects({}, 'n'), selects({}, 'm')]).toEqual([true, false])
})

it('refuses what it does not understand', () => {
  expect(() => selects({ labelSelector: 'a=b=c' })).toThrow('unable to parse')
  expect(() => selects({ fieldSelector: 'spec.x=1' })).toThrow('not supported')
})
