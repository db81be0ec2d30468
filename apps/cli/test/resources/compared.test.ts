import { describe, expect, it } from '@jest/globals'

import { compared } from '../../src/resources/compared.ts'

const object = (more: object) => ({
  spec: { b: 1, a: [{ d: 1, c: 2 }] },
  metadata: { name: 'web', labels: { app: 'web' }, ...more },
  status: { ready: true },
})

describe('what is compared of an object', () => {
  it('leaves out what each cluster gives itself', () => {
    const [one, other] = [
      { uid: '1', resourceVersion: '7', creationTimestamp: 'then', generation: 1 },
      { uid: '2', resourceVersion: '9', creationTimestamp: 'now', generation: 4 },
    ].map((own) => compared(object(own), false))
    expect(one).toEqual(other)
    expect(one).toEqual({
      spec: { a: [{ c: 2, d: 1 }], b: 1 },
      metadata: { name: 'web', labels: { app: 'web' } },
    })
  })

  it('says nothing of the order in which fields were written', () => {
    expect(JSON.stringify(compared(object({}), true))).toBe(
      '{"metadata":{"labels":{"app":"web"},"name":"web"},"spec":{"a":[{"c":2,"d":1}],"b":1},"status":{"ready":true}}',
    )
  })
})
