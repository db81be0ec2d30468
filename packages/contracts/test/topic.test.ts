import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { parseResourceKey, parseTopicKey, resourceKey, topicKey } from '../src/topic.ts'

const name = fc.stringMatching(/^[a-z0-9]{1,12}$/)
const version = fc.constantFrom('v1', 'v1beta2', 'v1alpha1')
const topics = fc.record({ cluster: name, group: name, version, resource: name })

describe('the key of a Topic', () => {
  it('gives back the Topic it was made of', () => {
    fc.assert(
      fc.property(topics, (topic) => {
        const { version: _, ...ref } = topic
        expect(parseTopicKey(topicKey(topic))).toEqual(topic)
        expect(parseResourceKey(resourceKey(topic))).toEqual(ref)
      }),
    )
  })

  it.each([
    ['too few parts', 'prod/core/v1'],
    ['too many parts', 'prod/core/v1/pods/x'],
    ['an empty part', 'prod//v1/pods'],
    ['upper case', 'Prod/core/v1/pods'],
    ['a path out of its place', '../core/v1/pods'],
    ['a glob', 'prod/*/v1/pods'],
  ])('is refused with %s', (_, text) => expect(parseTopicKey(text)).toBeUndefined())
})
