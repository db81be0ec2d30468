import { describe, expect, it } from '@jest/globals'

import { clientFrameSchema } from '../src/client-frame.ts'

const subscribe = {
  type: 'subscribe',
  id: 's1',
  topic: { cluster: '*', group: 'cert-manager.io', resource: 'certificates' },
  shape: 'row',
}

describe('a frame of a client', () => {
  it('may ask for a resource of all clusters, from where it was', () => {
    const from = { 'prod/cert-manager.io/certificates': 'k3x9.42.0badcafe' }
    expect(clientFrameSchema.parse({ ...subscribe, from })).toEqual({ ...subscribe, from })
  })

  it.each<[string, unknown]>([
    ['of an unknown type', { type: 'shout' }],
    ['with an unknown field', { ...subscribe, admin: true }],
    ['with a shape that does not exist', { ...subscribe, shape: 'everything' }],
    ['with a position that was not given', { ...subscribe, from: { x: '42' } }],
    ['with an empty list of namespaces', { ...subscribe, namespaces: [] }],
    ['that is a list', []],
    ['that is nothing', null],
  ])('is refused %s', (_, frame) => expect(clientFrameSchema.safeParse(frame).success).toBe(false))

  it('cannot reach the prototype', () => {
    const frame: unknown = JSON.parse(`{"type":"hello","token":"t","__proto__":{"admin":true}}`)
    expect(clientFrameSchema.safeParse(frame).success).toBe(false)
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
  })
})
