import { z } from 'zod'

import { browserCommand } from './browser.ts'
import { misused } from './failure.ts'
import { cacheFolder, configFolder, type Machine } from './places.ts'

/** What the environment says. Contexts and sessions are files in `folder`, what can be asked again is in `cache`. */
export interface Config {
  readonly folder: string
  readonly cache: string
  /** Instead of the context's. */
  readonly url: string | undefined
  /** Instead of a login. */
  readonly apiKey: string | undefined
  /** Instead of the current one. */
  readonly context: string | undefined
  /** What opens an address in a browser here, if there is one. */
  readonly browser: readonly [string, ...string[]] | undefined
  /** `auto`: on a terminal. */
  readonly colour: 'auto' | 'always' | 'never'
}

/** Reads the environment; throws a Failure that names every variable that says what cannot be. */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  machine: Machine,
): Config {
  const read = schema.safeParse(
    Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')),
  )
  if (!read.success) {
    const told = read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
    throw misused(`The environment cannot be used: ${told.join('; ')}`)
  }
  const { ARGUS_URL, ARGUS_API_KEY, ARGUS_CONTEXT, NO_COLOR, FORCE_COLOR } = read.data
  return {
    folder: configFolder(env, machine),
    cache: cacheFolder(env, machine),
    url: ARGUS_URL,
    apiKey: ARGUS_API_KEY,
    context: ARGUS_CONTEXT,
    browser: browserCommand(env, machine.platform),
    colour: NO_COLOR !== undefined ? 'never' : (FORCE_COLOR ?? '0') === '0' ? 'auto' : 'always',
  }
}

const schema = z.object({
  ARGUS_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://argus.example.com' })
    .optional(),
  ARGUS_API_KEY: z.string().max(256, 'is longer than any key').optional(),
  ARGUS_CONTEXT: z.string().optional(),
  NO_COLOR: z.string().optional(),
  FORCE_COLOR: z.string().optional(),
})
