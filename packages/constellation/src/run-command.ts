import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync } from 'node:fs'

import { lastWords, openLog } from './log-file.ts'
import type { Env } from './supervised-process.ts'

export interface CommandSpec {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Env
  readonly log: string
  readonly signal: AbortSignal
}

/** Runs a command to its end. Throws what it said last when it fails, and the signal's reason when that aborts. */
export async function runCommand(spec: CommandSpec): Promise<void> {
  const log = openLog(spec.log, { fresh: true })
  const child = spawn(spec.command, [...spec.args], {
    cwd: spec.cwd,
    env: spec.env,
    stdio: ['ignore', log, log],
    signal: spec.signal,
  })
  closeSync(log)
  const [code]: unknown[] = await once(child, 'close')
  if (code === 0) return
  throw new Error(`${spec.name} failed: ${lastWords(spec.log)}. Its log is ${spec.log}`)
}
