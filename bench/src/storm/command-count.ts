import { Redis } from 'ioredis'

/** Counts what a Redis was asked to do. */
export interface CommandCount extends Disposable {
  /** Commands since it started, without those of the writers' scripts and of counting. */
  count(): Promise<number>
}

/** https://redis.io/docs/latest/commands/info/ */
const LINE = /^cmdstat_([^:]+):calls=(\d+)/gm

/** What a publish runs inside its script is counted by Redis as well; a reader of a gateway uses none of it. */
const WRITES = /^(?:eval|evalsha|set|hset|hdel|zadd|zrem|zremrangeby|publish|expire|pexpire|del)/
const COUNTING = ['info', 'client|setinfo', 'hello', 'ping']

export async function openCommandCount(url: string): Promise<CommandCount> {
  const redis = new Redis(url, { lazyConnect: true })
  await redis.connect()
  return {
    async count() {
      const text = await redis.info('commandstats')
      const calls = Array.from(text.matchAll(LINE), ([, name = '', times]) => ({
        name,
        times: Number(times),
      }))
      return calls
        .filter(({ name }) => !WRITES.test(name) && !COUNTING.includes(name))
        .reduce((sum, { times }) => sum + times, 0)
    },
    [Symbol.dispose]: () => redis.disconnect(),
  }
}
