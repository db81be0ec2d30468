import { setTimeout as delay } from 'node:timers/promises'

import type { Fleet } from '../fleet/fleet.ts'
import { definitionOf } from '../fleet/kinds.ts'
import type { WatcherProcess } from '../fleet/watcher-process.ts'

/** Something that goes wrong, and is well again when it resolves. */
interface Trouble {
  readonly name: string
  happen(turn: number): Promise<void>
}

/** What happens to watchers in a day, each in its turn. The passing replica is stopped, or killed, and started anew. */
export function troubles(fleet: Fleet, passing: { replica: WatcherProcess }): readonly Trouble[] {
  const { servers, topics, ask, redis } = fleet
  const serverOf = (turn: number) => servers[turn % servers.length]!
  const restart = async (signal: NodeJS.Signals): Promise<void> => {
    const { replica } = passing
    replica.signal(signal)
    await replica.ended
    passing.replica = await fleet.start(replica.replica)
  }
  return [
    { name: 'connections cut', happen: async (turn) => serverOf(turn).disconnect() },
    { name: 'watches ended', happen: async (turn) => serverOf(turn).endWatches() },
    { name: 'going away', happen: async (turn) => serverOf(turn).goAway() },
    {
      name: 'history compacted',
      async happen(turn) {
        const server = serverOf(turn)
        server.disconnect()
        server.store.compact()
      },
    },
    {
      name: 'rights withdrawn',
      async happen(turn) {
        const { kind, server } = topics[turn % topics.length]!
        using _ = server.forbid({ resource: `${kind.group}/${kind.resource}` })
        server.endWatches()
        await delay(3_000)
      },
    },
    {
      name: 'errors of the server',
      async happen(turn) {
        const server = serverOf(turn)
        const effect = { type: 'status', code: 503, reason: 'ServiceUnavailable' } as const
        using _ = server.arm({ verb: 'watch', effect })
        server.disconnect()
        await delay(3_000)
      },
    },
    {
      name: 'a definition edited',
      async happen(turn) {
        const { kind, server } = topics[turn % topics.length]!
        server.store.defineCrd(definitionOf(kind, [`Turn ${turn}`]))
      },
    },
    {
      name: 'connections of Redis cut',
      happen: async () =>
        void (await ask.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')),
    },
    {
      name: 'Redis frozen',
      async happen() {
        redis.pause()
        await delay(3_000)
        redis.resume()
      },
    },
    { name: 'a replica stopped', happen: () => restart('SIGTERM') },
    { name: 'a replica killed', happen: () => restart('SIGKILL') },
  ]
}
