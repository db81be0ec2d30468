import { join } from 'node:path'
import type { PluginResource } from '@argus/contracts/plugin-manifest'

import { startChild } from '../fanout/child.ts'
import { pathOf, type WrittenCluster } from './cluster.ts'
import type { Pipeline } from './subject.ts'

/** What one writes first: the client library's `Watch`, `JSON.stringify`, and `send` for each client, in one process. */
export async function startNaive(cluster: WrittenCluster, kind: PluginResource): Promise<Pipeline> {
  const { url, caData, token } = cluster
  const child = startChild(process.execPath, [join(import.meta.dirname, 'naive-server.ts')], {
    ...process.env,
    SERVER: JSON.stringify({ url, caData, token }),
    WATCHED: pathOf(kind),
  })
  const port = Number(await child.hear())
  return {
    name: 'Watch + send',
    kind,
    pid: child.pid,
    others: new Map(),
    dial: { port, path: '/', script: [] },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}
