import type { Config } from '../config.ts'
import { readContexts } from '../session/contexts.ts'
import { starting, type Candidate, type Completion } from './completion-of.ts'
import { SHELLS } from './scripts.ts'

/** Looks up what the table cannot know. */
export async function look(
  config: Config,
  asked: Extract<Completion, { type: 'look' }>,
): Promise<readonly Candidate[]> {
  return starting(await found(config, asked), asked.prefix)
}

async function found(
  config: Config,
  asked: Extract<Completion, { type: 'look' }>,
): Promise<readonly Candidate[]> {
  switch (asked.for) {
    case 'contexts': {
      const { contexts } = await readContexts(config)
      return Object.entries(contexts).map(([value, { url }]) => ({ value, is: url }))
    }
    case 'shells':
      return SHELLS.map((value) => ({ value }))
    case 'clusters':
    case 'kinds':
    case 'names':
    case 'namespaces':
    case 'plugins':
      return (await import('./look-at-console.ts')).lookAtConsole(config, asked)
  }
}
