import { expect, test } from '@jest/globals'

import { ProjectionError } from '../src/project.ts'
import { topicProjector } from '../src/topic-projector.ts'

const project = topicProjector({
  group: 'core',
  version: 'v1',
  form: 'metadata',
  projector: { kind: 'Secret', namespaced: true, columns: [] },
})

test('W-10 of a whole object that a server sends all the same, the metadata alone is taken', () => {
  const metadata = { name: 'keys', namespace: 'shop', uid: '1', resourceVersion: '2' }
  const whole = { kind: 'Anything', metadata, data: { key: 'canary' }, more: 'canary', n: 2 ** 60 }
  const { object, key } = project(whole, Buffer.from(JSON.stringify(whole)))
  expect(key).toBe('shop/keys')
  expect(JSON.parse(object.toString())).toEqual({ apiVersion: 'v1', kind: 'Secret', metadata })
})

test('what has no metadata is refused', () => {
  expect(() => project({}, Buffer.from('{}'))).toThrow(ProjectionError)
  expect(() => project(null, Buffer.from('null'))).toThrow(ProjectionError)
})
