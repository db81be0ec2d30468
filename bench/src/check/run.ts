import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { z } from 'zod'

const lastLineSchema = z.looseObject({
  skipped: z.string().optional(),
  results: z.array(z.looseObject({ id: z.string(), value: z.unknown() })),
})

/** A run of a benchmark: its results by id, or why it did not measure here. */
export type Run =
  | { readonly type: 'measured'; readonly values: ReadonlyMap<string, number> }
  | { readonly type: 'skipped'; readonly why: string }

/** Runs one as a process of its own; throws when it ends without its line of JSON. A goal that was not met is no matter here. */
export async function run(bench: string, env: Readonly<Record<string, string>>): Promise<Run> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', `${bench}.ts`)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')])
  const { skipped, results } = lastLineSchema.parse(JSON.parse(lastLine(bench, output)))
  if (skipped !== undefined) return { type: 'skipped', why: skipped }
  const numbers = results.flatMap(({ id, value }) =>
    typeof value === 'number' ? [[id, value] as const] : [],
  )
  return { type: 'measured', values: new Map(numbers) }
}

function lastLine(bench: string, output: string): string {
  const line = output.trimEnd().split('\n').at(-1) ?? ''
  if (!line.startsWith('{')) throw new Error(`${bench} ended without its line of JSON: ${line}`)
  return line
}
