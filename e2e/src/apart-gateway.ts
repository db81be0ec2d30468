import { join } from 'node:path'
import { choosePorts } from '@argus/constellation/ports'
import { httpProbe } from '@argus/constellation/probe'
import { inRepository } from '@argus/constellation/repository'
import { readSecrets } from '@argus/constellation/secrets'
import { gatewayEnv } from '@argus/constellation/services'
import { supervise } from '@argus/constellation/supervised-process'
import { type FaultProxy, startFaultProxy } from '@argus/testkit/fault-proxy'

import { startAll } from './start-all.ts'
import type { World } from './world.ts'

/** One more gateway, whose ways to the others can be cut while theirs stay whole. */
export interface ApartGateway extends AsyncDisposable {
  readonly url: string
  readonly socketUrl: string
  /** From now on until disposed of, it reaches nothing of these. */
  cut(ways: 'redis' | 'redis and auth'): Disposable
}

/** Starts it; resolves when it is ready. */
export async function startApartGateway({ argus }: World): Promise<ApartGateway> {
  await using made = new AsyncDisposableStack()
  const [redis, auth, authInternal] = await startAll(
    made,
    [argus.redis.url, argus.authUrl, argus.authInternalUrl].map((url) =>
      startFaultProxy({ port: Number(new URL(url).port) }),
    ),
  )
  if (redis === undefined || auth === undefined || authInternal === undefined)
    throw new Error('a proxy is missing')
  const port = await choosePorts().choose(0)
  const url = `http://127.0.0.1:${port}`
  const ports = { auth: auth.port, authInternal: authInternal.port, auths: [], gateways: [port] }
  const env = gatewayEnv(
    {
      ports: { ...ports, watchers: [], web: Number(new URL(argus.consoleUrl).port) },
      secrets: await readSecrets(argus.dir),
      databaseUrl: '',
      redisUrl: `redis://127.0.0.1:${redis.port}`,
      kubeconfig: '',
      env: process.env,
    },
    0,
  )
  const gateway = made.use(
    supervise({
      name: 'gateway apart',
      command: process.execPath,
      args: ['--enable-source-maps', inRepository('apps/gateway/src/main.ts')],
      cwd: inRepository('.'),
      env,
      log: join(argus.dir, 'logs', 'gateway-apart.log'),
      probe: httpProbe(`${url}/readyz`),
      onCrash: (line) => {
        throw new Error(line)
      },
    }),
  )
  await gateway.ready()
  const kept = made.move()
  return {
    url,
    socketUrl: `ws://127.0.0.1:${port}/ws`,
    cut: (ways) => cutAll(ways === 'redis' ? [redis] : [redis, auth, authInternal]),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

function cutAll(proxies: readonly FaultProxy[]): Disposable {
  const cut = new DisposableStack()
  for (const proxy of proxies) {
    cut.use(proxy.refuse())
    proxy.reset()
  }
  return cut
}
