import { setTimeout as delay } from 'node:timers/promises'

import { readOptions } from '../smoke/options.ts'
import { smoke } from '../smoke/smoke.ts'
import type { Stack } from './stack.ts'

/** One smoke of the stack: its exit code and what it printed. */
async function smokeOf(stack: Stack): Promise<{ readonly code: number; readonly said: string }> {
  const options = readOptions({
    ARGUS_URL: stack.consoleUrl,
    ARGUS_SERVICE_URLS: stack.serviceUrls.join(','),
    ARGUS_SMOKE_SECONDS: '20',
  })
  if ('faults' in options) throw new Error(options.faults.join())
  const lines: string[] = []
  const code = await smoke(options, (line) => lines.push(line))
  return { code, said: lines.join('\n') }
}

/** Smokes until one passes; throws the last one, and what the containers say, when none does in time. */
export async function heals(stack: Stack, withinMs: number): Promise<string> {
  const began = performance.now()
  for (;;) {
    const { code, said } = await smokeOf(stack)
    const seconds = ((performance.now() - began) / 1_000).toFixed(1)
    if (code === 0) return `the smoke passes after ${seconds} s`
    if (performance.now() - began > withinMs)
      throw new Error(
        `no smoke passed in ${seconds} s. The last:\n${said}\n${await stack.describe()}`,
      )
    await delay(BETWEEN_MS)
  }
}

const BETWEEN_MS = 500
