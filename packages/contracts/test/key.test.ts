import { describe, expect, it } from '@jest/globals'

import { objectKey, parseObjectKey } from '../src/key.ts'

describe('the Key of an object', () => {
  it.each([
    ['team-a/web', 'team-a', 'web'],
    ['/ca-issuer', '', 'ca-issuer'],
  ])('%s names its namespace and name', (key, namespace, name) => {
    expect(parseObjectKey(key)).toEqual({ namespace, name })
    expect(objectKey(namespace, name)).toBe(key)
  })

  it('has no namespace where the object has none', () =>
    expect(objectKey(undefined, 'ca-issuer')).toBe('/ca-issuer'))
})
