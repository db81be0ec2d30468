import { readFileSync } from 'node:fs'

/** The users that an operator is told to make, as the page tells it: name and rules, in order. */
export const USERS: readonly (readonly string[])[] = readFileSync(
  new URL('../../../docs/operations/redis.md', import.meta.url),
  'utf8',
)
  .split('\n')
  .filter((line) => line.startsWith('user argus-'))
  .map((line) => line.split(' ').slice(1))
