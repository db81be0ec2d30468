import { until } from '@argus/testkit/until'
import { expect, test } from '@jest/globals'

import { followRegistry, openRegistryAnnouncer } from '../src/registry.ts'
import { onEveryRedis } from './servers.ts'

onEveryRedis('a change of the registry', (bench) => {
  test('wakes every watcher that listens, as the beginning of listening does', async () => {
    const prefix = bench.prefix()
    await using announcer = await openRegistryAnnouncer(bench.redis.url, { prefix })
    const stop = new AbortController()
    const heard = [0, 0]
    const listening = heard.map(async (_, index) => {
      for await (const _change of followRegistry(bench.redis.url, stop.signal, { prefix }))
        heard[index] = (heard[index] ?? 0) + 1
    })
    await until(() => heard.every((times) => times === 1), { what: 'both to listen' })
    await announcer.announce()
    await until(() => heard.every((times) => times === 2), { what: 'both to be woken' })
    stop.abort()
    await Promise.all(listening)
    expect(heard).toEqual([2, 2])
  })
})
