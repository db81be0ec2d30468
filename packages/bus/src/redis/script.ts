import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

import type { Cluster, Redis } from 'ioredis'

import { isSharded } from './connect.ts'

/** A Lua script that Redis keeps by its hash. */
interface Text {
  readonly source: string
  readonly sha: string
}

/** In a cluster a script announces in its own shard, which is where the channel's subscribers are. */
export interface Script {
  readonly single: Text
  readonly sharded: Text
}

/*
 * Scripts are files of their own, so that they can be read, highlighted and run by hand. Each is named as a URL
 * relative to this module: from the sources that is this folder; a bundler either follows `new URL(…, import.meta.url)`
 * and emits the file as an asset, or the folder's `*.lua` are copied beside the bundle.
 */
export const scripts = {
  publish: load(new URL('./publish.lua', import.meta.url)),
  startEpoch: load(new URL('./start-epoch.lua', import.meta.url)),
  setMeta: load(new URL('./set-meta.lua', import.meta.url)),
  renew: load(new URL('./renew.lua', import.meta.url)),
  release: load(new URL('./release.lua', import.meta.url)),
  heartbeat: load(new URL('./heartbeat.lua', import.meta.url)),
  putEntry: load(new URL('./put-entry.lua', import.meta.url)),
  removeEntry: load(new URL('./remove-entry.lua', import.meta.url)),
  replicas: load(new URL('./replicas.lua', import.meta.url)),
  claimUplink: load(new URL('./claim-uplink.lua', import.meta.url)),
  keepUplink: load(new URL('./keep-uplink.lua', import.meta.url)),
  leaveUplink: load(new URL('./leave-uplink.lua', import.meta.url)),
  uplinks: load(new URL('./uplinks.lua', import.meta.url)),
  removeCluster: load(new URL('./remove-cluster.lua', import.meta.url)),
}

function load(file: URL): Script {
  const source = readFileSync(file, 'utf8')
  return {
    single: hashed(source),
    sharded: hashed(source.replaceAll("redis.call('PUBLISH'", "redis.call('SPUBLISH'")),
  }
}

function hashed(source: string): Text {
  return { source, sha: createHash('sha1').update(source).digest('hex') }
}

export interface Call {
  readonly keys: readonly string[]
  readonly args: readonly (string | number | Buffer)[]
}

/** Runs a script, by its hash where Redis knows it. */
export async function runScript(
  redis: Redis | Cluster,
  script: Script,
  call: Call,
): Promise<unknown> {
  const { source, sha } = isSharded(redis) ? script.sharded : script.single
  const rest = [...call.keys, ...call.args]
  try {
    return await redis.evalsha(sha, call.keys.length, ...rest)
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error
    return redis.eval(source, call.keys.length, ...rest)
  }
}

/**
 * Leaves all scripts with Redis, which forgets them when it starts: else calls on their way together would each be
 * sent again by source, and could overtake one another. Each master of a cluster keeps its own.
 */
export async function leaveScripts(redis: Redis | Cluster): Promise<void> {
  const servers = isSharded(redis) ? redis.nodes('master') : [redis]
  const kind = isSharded(redis) ? 'sharded' : 'single'
  const texts = Object.values(scripts).map((script) => script[kind].source)
  await Promise.all(
    servers.flatMap((server) => texts.map((source) => server.script('LOAD', source))),
  )
}
