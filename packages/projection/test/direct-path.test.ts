import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { JSONPathEnvironment } from 'json-p3'

import { compileDirectPath } from '../src/direct-path.ts'
import { anyObject } from './any-object.ts'

describe('a path that is read directly', () => {
  it.each([
    '$["spec"]["name"]',
    '$["metadata"]["annotations"]["a b"]',
    '$["__proto__"]["constructor"]',
    '$["status"]["conditions"][?(@["name"]=="a")]["value"]',
    `$["status"]["conditions"][?(@["type"] == 'Ready')]["status"]`,
    '$["spec"][?(@["key"]=="token")][?(@["name"]=="a")]',
  ])('finds in any object what the query language finds: %s', (path) => {
    const direct = compileDirectPath(path)
    const query = new JSONPathEnvironment().compile(path)
    fc.assert(
      fc.property(anyObject, (object) => {
        expect(direct?.(object)).toEqual(query.match(object)?.value)
      }),
      { numRuns: 1_000 },
    )
  })

  it.each(['$', '$["spec"][0]', '$..["type"]', '$["a"][*]', '$["a"][?(@["n"] > 2)]', '$["a"]["b'])(
    'is not %s',
    (path) => expect(compileDirectPath(path)).toBeUndefined(),
  )
})
