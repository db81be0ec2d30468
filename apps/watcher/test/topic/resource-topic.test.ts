import { topicSchema } from '@argus/contracts/topic'
import { describe, expect, test } from '@jest/globals'

import { topicFor, unservedTopic } from '../../src/topic/resource-topic.ts'

const ref = { cluster: 'prod', group: 'example.org', resource: 'things' }

describe('the Topic that stands for a resource', () => {
  test.each([
    ['is of the version that the cluster stores', { type: 'served', version: 'v2' }, 'v1', 'v2'],
    [
      'is of the last version while the cluster does not answer',
      { type: 'unreachable' },
      'v1',
      'v1',
    ],
    ['is of the last version while the cluster refuses', { type: 'forbidden' }, 'v1', 'v1'],
    ['is of no version where none was known', { type: 'unreachable' }, undefined, 'unserved'],
    ['is of no version where the cluster has none', { type: 'absent' }, 'v1', 'unserved'],
  ] as const)('%s', (...[, found, last, version]) => {
    expect(topicFor(ref, found, last)).toEqual({ ...ref, version })
  })

  test('is one in any case', () => {
    expect(topicSchema.safeParse(unservedTopic(ref)).success).toBe(true)
  })
})
