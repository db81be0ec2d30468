import { describe, expect, it } from '@jest/globals'

import { parseWatchEvent } from '../src/watch-event.ts'

const object =
  '{"metadata":{"name":"web","uid":"u1","resourceVersion":"7"},"spec":{"big":9007199254740993}}'

describe('the bytes of an object on a watch', () => {
  it.each([
    ['as API servers write it', `{"type":"MODIFIED","object":${object}}`],
    ['with the members the other way round', `{"object":${object},"type":"MODIFIED"}`],
    ['with spaces', `{ "type": "MODIFIED", "object": ${object} }`],
    ['with spaces before the last brace', `{"type":"MODIFIED","object":${object} }`],
  ])('are those of the line, %s', (_, line) => {
    const event = parseWatchEvent(Buffer.from(line))
    expect(event.type === 'MODIFIED' && event.bytes.toString()).toBe(object)
  })

  it('are refused where the object has no name', () =>
    expect(() => parseWatchEvent(Buffer.from('{"type":"ADDED","object":{"metadata":{}}}'))).toThrow(
      'an object without a name',
    ))
})
