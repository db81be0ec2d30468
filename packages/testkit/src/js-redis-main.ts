import { once } from 'node:events'

import { createRedisServer } from 'js-redis-server'

/*
 * The Redis in JavaScript as a process of its own, so that it can be killed and frozen like the native one.
 * Argument: the port. The library listens on every interface and has no option for it, so its listener is opened
 * a second time, on loopback alone, before anybody is told of it.
 */
const { server } = await createRedisServer({ compatibility: 'redis-7.0' })
const listener = server.server
listener.close()
await once(listener, 'close')
listener.listen(Number(process.argv[2]), '127.0.0.1')
await once(listener, 'listening')
process.stdout.write('Ready to accept connections\n')
