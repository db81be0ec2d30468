import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const RATIOS = join(import.meta.dirname, '../../ratios.json')

const recordSchema = z.record(
  z.string(),
  z.strictObject({
    /** What the benchmark is told by its environment. */
    env: z.record(z.string(), z.string()),
    ratios: z.record(
      z.string(),
      z.strictObject({ value: z.number().positive(), better: z.enum(['less', 'more']) }),
    ),
  }),
)

/** By benchmark, the ratios that are held to. */
export type Record = z.infer<typeof recordSchema>

/** Throws where the file is not as it should be. */
export async function readRecord(): Promise<Record> {
  return recordSchema.parse(JSON.parse(await readFile(RATIOS, 'utf8')))
}

export async function writeRecord(record: Record): Promise<void> {
  await writeFile(RATIOS, `${JSON.stringify(record, undefined, 2)}\n`)
}
