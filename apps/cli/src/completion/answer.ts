import type { Surroundings } from '../command.ts'
import { Failure } from '../failure.ts'
import type { Table } from '../program.ts'
import { completionOf, type Candidate } from './completion-of.ts'
import { look } from './look.ts'

/** Answers a shell: a candidate a line, and behind a tab what it is. Where it cannot be known now nothing is offered. */
export async function answerShell(
  table: Table,
  words: readonly string[],
  { config, terminal }: Pick<Surroundings, 'config' | 'terminal'>,
): Promise<void> {
  const completion = completionOf(table, words)
  const candidates = completion.type === 'these' ? completion.candidates : await lookQuietly()
  await terminal.out(
    candidates.map(({ value, is }) => (is ? `${value}\t${is}\n` : `${value}\n`)).join(''),
  )

  async function lookQuietly(): Promise<readonly Candidate[]> {
    try {
      return completion.type === 'look' ? await look(config, completion) : []
    } catch (error) {
      if (error instanceof Failure) return [] // a shell has no place for it in the middle of a line
      throw error
    }
  }
}
