import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

import type { Redis } from 'ioredis'

/** A Lua script that Redis keeps by its hash. */
export interface Script {
  readonly source: string
  readonly sha: string
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
  removeCluster: load(new URL('./remove-cluster.lua', import.meta.url)),
}

function load(file: URL): Script {
  const source = readFileSync(file, 'utf8')
  return { source, sha: createHash('sha1').update(source).digest('hex') }
}

export interface Call {
  readonly keys: readonly string[]
  readonly args: readonly (string | number | Buffer)[]
}

/** Runs a script, by its hash where Redis knows it. */
export async function runScript(redis: Redis, script: Script, call: Call): Promise<unknown> {
  const rest = [...call.keys, ...call.args]
  try {
    return await redis.evalsha(script.sha, call.keys.length, ...rest)
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error
    return redis.eval(script.source, call.keys.length, ...rest)
  }
}

/**
 * Leaves all scripts with Redis, which forgets them when it starts: else calls on their way together would each be
 * sent again by source, and could overtake one another.
 */
export async function leaveScripts(redis: Redis): Promise<void> {
  await Promise.all(Object.values(scripts).map(({ source }) => redis.script('LOAD', source)))
}
