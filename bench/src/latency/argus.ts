import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SUBPROTOCOL } from '@argus/contracts/client-frame'
import type { PluginResource } from '@argus/contracts/plugin-manifest'
import { migrate } from '@argus/db/migrate'
import { kubeconfigFor } from '@argus/fake-api-server/kubeconfig'
import { createDatabase } from '@argus/testkit/database'
import { until } from '@argus/testkit/until'

import { startWatcherProcess } from '../fleet/watcher-process.ts'
import { type GatewayProcess, startGatewayProcess } from '../gateway/gateway-process.ts'
import type { WrittenCluster } from './cluster.ts'
import type { Pipeline } from './subject.ts'

const MIGRATIONS = join(import.meta.dirname, '../../../migrations')

/** Watcher, Redis and gateway as they run; every socket follows the rows of the kind. */
export async function startArgus(cluster: WrittenCluster, kind: PluginResource): Promise<Pipeline> {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'argus-latency-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
  const kubeconfig = join(folder, 'kubeconfig')
  await writeFile(kubeconfig, kubeconfigFor([cluster]), { mode: 0o600 })
  const { url: databaseUrl } = made.use(
    await createDatabase({ migrate: (url) => migrate(url, MIGRATIONS) }),
  )
  const gateway = made.use(await startGatewayProcess({ resources: [] }))
  const { redisUrl, token, port } = gateway
  const watcher = made.use(
    await startWatcherProcess({ replica: 'one', redisUrl, databaseUrl, kubeconfig }),
  )
  const topic = { cluster: cluster.name, group: kind.group, resource: kind.resource }
  await served(gateway, topic)
  const say = (frame: object): string => JSON.stringify(frame)
  const kept = made.move()
  return {
    name: 'Argus',
    kind,
    pid: gateway.pid,
    others: new Map([['watcher', watcher.pid]]),
    dial: {
      port,
      path: '/ws',
      protocol: SUBPROTOCOL,
      script: [
        ['', say({ type: 'hello', token })],
        ['"welcome"', say({ type: 'subscribe', id: 's', topic, shape: 'row' })],
        ['"synced"', ''],
      ],
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** Resolves when the gateway serves the Topic: before that it refuses who asks for it, or shows only a part. */
async function served(
  gateway: GatewayProcess,
  { cluster, group, resource }: Resource,
): Promise<void> {
  const address = `http://127.0.0.1:${gateway.port}/api/resources/${cluster}/${group}/-/${resource}`
  const headers = { authorization: `Bearer ${gateway.token}` }
  const answers = async () => (await fetch(`${address}?limit=1`, { headers })).ok
  await until(answers, { what: `${resource} to be served`, timeoutMs: 60_000 })
}

interface Resource {
  readonly cluster: string
  readonly group: string
  readonly resource: string
}
