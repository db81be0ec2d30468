import { createRedisServer } from 'js-redis-server'

/** The Redis written in JavaScript, as a process of its own: it can be killed and paused as a real one can. */
const server = await createRedisServer({ port: Number(process.argv[2]) })
process.once('SIGTERM', () => {
  void server.close().then(() => process.exit(0))
})
