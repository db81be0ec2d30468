import { join } from 'node:path'

import { z } from 'zod'

import type { Config } from '../config.ts'
import { Failure } from '../failure.ts'
import { alone } from './file-lock.ts'
import { readPrivate, writePrivate } from './private-file.ts'

const contextSchema = z.object({
  url: z.url({ protocol: /^https?$/ }),
  /** Who logged in last, to be shown. */
  email: z.string().optional(),
})
/** A console, by the name that one calls it. */
export type Context = z.infer<typeof contextSchema>

export const contextName = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,62}$/, 'letters, digits, dots and dashes, at most 63 of them')

const contextsSchema = z.object({
  current: z.string().optional(),
  contexts: z.record(contextName, contextSchema),
})
export type Contexts = z.infer<typeof contextsSchema>

const pathOf = ({ folder }: Config): string => join(folder, 'contexts.json')

export async function readContexts(config: Config): Promise<Contexts> {
  return (await readPrivate(pathOf(config), contextsSchema)) ?? { contexts: {} }
}

/** Changes them while no other argus does. */
export async function changeContexts(
  config: Config,
  change: (contexts: Contexts) => Contexts,
): Promise<Contexts> {
  return alone(join(config.folder, 'contexts.lock'), async () => {
    const changed = change(await readContexts(config))
    await writePrivate(pathOf(config), changed)
    return changed
  })
}

/** The context of this name, or the current one. Throws a Failure where there is none. */
export function contextIn(
  { current, contexts }: Contexts,
  wanted: string | undefined,
): Context & { readonly name: string } {
  const name = wanted ?? current
  const found = name === undefined ? undefined : contexts[name]
  if (name !== undefined && found !== undefined) return { name, ...found }
  const known = Object.keys(contexts)
  throw new Failure({
    code: wanted === undefined ? 'not_logged_in' : 'not_found',
    happened:
      wanted === undefined ? 'Argus is not known here yet' : `There is no context "${wanted}"`,
    why: known.length === 0 ? 'nobody has logged in' : `there is ${known.join(', ')}`,
    next:
      wanted === undefined
        ? 'Log in: argus login https://argus.example.com. Scripts set ARGUS_URL and ARGUS_API_KEY.'
        : 'Choose one of these, or log in: argus login.',
  })
}
