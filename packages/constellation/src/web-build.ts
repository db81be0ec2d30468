import { glob, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { inRepository } from './repository.ts'
import { runCommand } from './run-command.ts'
import type { Env } from './supervised-process.ts'

export interface BuildOptions {
  readonly log: string
  readonly env: Env
  readonly signal: AbortSignal
}

/** Builds the console unless what was built is newer than everything that it is made of. */
export async function buildConsole(options: BuildOptions): Promise<{ readonly detail: string }> {
  if (await isFresh()) return { detail: 'as it was built before' }
  await runCommand({
    name: 'the build of the console',
    command: 'pnpm',
    args: ['run', 'build'],
    cwd: inRepository('apps/web'),
    ...options,
  })
  return { detail: 'built' }
}

/** Everything that goes into the page: its own files, what it imports of ours, and the versions of the rest. */
const SOURCES = [
  'apps/web/*.{json,html,ts,js}',
  'apps/web/{src,public}/**/*',
  'packages/{contracts,live-client}/src/**/*',
  'pnpm-lock.yaml',
]

async function isFresh(): Promise<boolean> {
  const built = await modifiedAt(inRepository('apps/web/dist/index.html'))
  if (built === undefined) return false
  for await (const source of glob(SOURCES, { cwd: inRepository('.') })) {
    const modified = await modifiedAt(join(inRepository('.'), source))
    if (modified !== undefined && modified > built) return false
  }
  return true
}

async function modifiedAt(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs
  } catch {
    return undefined // Not there, or gone since it was listed.
  }
}
