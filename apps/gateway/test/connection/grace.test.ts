import { expect, it } from '@jest/globals'

import { graceFor } from '../../src/connection/grace.ts'

it.each([
  ['hardly any take two seconds', 3, 2_000],
  ['so many take a second each 500', 4_000, 8_000],
  ['as many as one process holds are gone before Kubernetes kills it', 10_000, 20_000],
  ['more go faster', 40_000, 20_000],
])('%s', (_, connections, graceMs) => expect(graceFor(connections)).toBe(graceMs))
