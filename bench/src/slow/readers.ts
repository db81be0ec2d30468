import { join } from 'node:path'

import { startChild } from '../fanout/child.ts'
import type { Dials, Fate } from './reader.ts'

/** Sockets that stand still when they are told to, in a process of their own. */
export interface Readers extends AsyncDisposable {
  stall(): Promise<void>
  /** They read again; resolves when all hold the newest event of each Key, or after 20 s. Fates are all since the start. */
  converge(final: Readonly<Record<string, number>>): Promise<Converged>
}

export interface Converged {
  readonly ms: number
  /** How many hold it. */
  readonly holding: number
  readonly fates: readonly Fate[]
}

/** Resolves when every socket is ready. */
export async function startReaders(dials: Dials, sockets: number): Promise<Readers> {
  await using made = new AsyncDisposableStack()
  const main = join(import.meta.dirname, 'readers-main.ts')
  const child = made.use(
    startChild(process.execPath, [main, JSON.stringify({ ...dials, sockets })]),
  )
  await child.hear()
  const kept = made.move()
  return {
    async stall() {
      await child.say('stall')
      await child.hear()
    },
    async converge(final) {
      await child.say(JSON.stringify(final))
      return JSON.parse(await child.hear())
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
