import { expect, test } from '@jest/globals'

import { afterAnswer, type Probe } from '../../src/cluster/probe.ts'

const asking: Probe = { type: 'asking', since: 1 }
const answered: Probe = { type: 'answered', since: 2, version: 'v1.36.3' }
const silent: Probe = { type: 'unanswered', since: 3, reason: 'no route', version: 'v1.36.3' }

test.each<[string, Probe, { version: string } | { reason: string }, Probe]>([
  ['the first answer says what it is', asking, { version: 'v1.36.3' }, { ...answered, since: 9 }],
  [
    'an answer goes on since it began',
    answered,
    { version: 'v1.37.0' },
    { ...answered, version: 'v1.37.0' },
  ],
  ['an outage keeps what it was', answered, { reason: 'no route' }, { ...silent, since: 9 }],
  [
    'an outage goes on since it began',
    silent,
    { reason: 'timed out' },
    { ...silent, reason: 'timed out' },
  ],
  [
    'an outage from the start has no version',
    asking,
    { reason: 'no route' },
    { type: 'unanswered', since: 9, reason: 'no route' },
  ],
  ['an outage ends', silent, { version: 'v1.36.3' }, { ...answered, since: 9 }],
])('%s', (...[, before, answer, after]) => {
  expect(afterAnswer(before, answer, 9)).toEqual(after)
})
