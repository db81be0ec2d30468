import { expect, test } from '@jest/globals'

import { listShare } from '../../src/topic/list-share.ts'

test('all replicas together list four resources of a cluster at once, or one each', () => {
  expect([0, 1, 2, 3, 4, 5, 20].map(listShare)).toEqual([4, 4, 2, 1, 1, 1, 1])
})
