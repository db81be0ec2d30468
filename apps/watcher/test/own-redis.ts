import { findRedisServer, startRedis, type TestRedis } from '@argus/testkit/redis'

/** A Redis that a test may kill and freeze: the native one, else the one in JavaScript. Never one given to the whole run. */
export function startOwnRedis(): Promise<TestRedis> {
  return startRedis({ kind: findRedisServer() === undefined ? 'js' : 'redis-server' })
}
