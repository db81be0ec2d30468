import { join } from 'node:path'
import { freePort } from '@argus/testkit/free-port'
import { startRedis } from '@argus/testkit/redis'
import { until } from '@argus/testkit/until'

import { type Child, startChild } from '../fanout/child.ts'

const gateway = join(import.meta.dirname, '../../../apps/gateway')

/** The gateway as it runs, in a process of its own, on a real Redis; its auth and its writer are in another. */
export interface GatewayProcess extends AsyncDisposable {
  readonly pid: number
  readonly port: number
  readonly redisUrl: string
  readonly authUrl: string
  /** Of a reader who may see everything. */
  readonly token: string
  /** Takes lines as `world-main.ts` of the gateway's tests says. */
  readonly world: Child
}

export interface GatewayOptions {
  /** Topics that there are: resources of the group `example.org` in the cluster `alpha`. */
  readonly resources: readonly string[]
  /** Of Node. */
  readonly flags?: readonly string[]
  /** Variables of the gateway beside those that it cannot do without; there is room for everybody unless they say otherwise. */
  readonly env?: Readonly<Record<string, string>>
}

/** Resolves when it is ready. `GATEWAY_FLAGS`, by spaces, is for Node as well. */
export async function startGatewayProcess({
  resources,
  flags = [],
  env = {},
}: GatewayOptions): Promise<GatewayProcess> {
  await using made = new AsyncDisposableStack()
  const redis = made.use(await startRedis({ kind: 'redis-server' }))
  const main = join(gateway, 'test/rig/world-main.ts')
  const world = made.use(startChild(process.execPath, [main, redis.url, ...resources]))
  const auth: { url: string; serviceToken: string; token: string } = JSON.parse(await world.hear())
  const port = await freePort()
  const more = process.env['GATEWAY_FLAGS']?.split(' ') ?? []
  const serving = made.use(
    startChild(process.execPath, [...flags, ...more, join(gateway, 'src/main.ts')], {
      PATH: process.env['PATH'],
      ARGUS_GATEWAY_PORT: `${port}`,
      REDIS_URL: redis.url,
      ARGUS_AUTH_URL: auth.url,
      ARGUS_AUTH_INTERNAL_URL: auth.url,
      ARGUS_SERVICE_TOKEN: auth.serviceToken,
      ARGUS_ALLOWED_ORIGINS: 'https://argus.example.org',
      ARGUS_GATEWAY_SOCKETS_PER_ADDRESS: '100000',
      ARGUS_GATEWAY_SOCKETS_PER_USER: '100000',
      ARGUS_GATEWAY_SOCKETS_BEFORE_HELLO: '100000',
      ARGUS_GATEWAY_HANDSHAKES_PER_SECOND: '100000',
      LOG_LEVEL: 'error',
      ...env,
    }),
  )
  const ready = () =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
  await until(ready, { what: 'a ready gateway', timeoutMs: 20_000 })
  const kept = made.move()
  return {
    pid: serving.pid,
    port,
    redisUrl: redis.url,
    authUrl: auth.url,
    token: auth.token,
    world,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** A Topic of those that there are, as a client names it. */
export function topicOf(resource: string) {
  return { cluster: 'alpha', group: 'example.org', version: 'v1', resource }
}

/** Adds a cluster; resolves when it is in Redis. */
export async function addCluster(world: Child, cluster: string): Promise<void> {
  await world.say(JSON.stringify({ cluster }))
  await world.hear()
}

/** Writes one batch of a Topic; resolves when it is in Redis. */
export async function write(
  world: Child,
  resource: string,
  written: readonly object[],
): Promise<void> {
  await world.say(JSON.stringify({ resource, written }))
  await world.hear()
}
