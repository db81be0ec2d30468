import { describe, expect, it } from '@jest/globals'

import { strip } from '../src/strip.ts'

describe('stripping', () => {
  it('drops managedFields and the copies of the object in annotations, parsable or not', () => {
    const object = {
      kind: 'Whatever',
      metadata: {
        name: 'web',
        managedFields: [{ manager: 'kubectl' }],
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': '{"not json',
          'kopf.zalando.org/last-handled-configuration': '{}',
          team: 'payments',
        },
      },
      spec: { a: 1 },
    }
    expect(strip(object)).toEqual({
      kind: 'Whatever',
      metadata: { name: 'web', annotations: { team: 'payments' } },
      spec: { a: 1 },
    })
  })

  it('leaves an object alone that has neither, and one without metadata', () => {
    const plain = { metadata: { name: 'web', annotations: { team: 'payments' } } }
    expect(strip(plain)).toBe(plain)
    const odd = { metadata: 'none' }
    expect(strip(odd)).toBe(odd)
  })
})
