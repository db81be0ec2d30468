import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { CHART } from '../src/chart.ts'

/** A copy of the chart in which one text of one file is another; gone when it is disposed. */
export async function alteredChart(
  file: string,
  change: (text: string) => string,
): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'argus-chart-'))
  await cp(CHART, path, { recursive: true })
  const text = await readFile(join(path, file), 'utf8')
  const changed = change(text)
  if (changed === text) throw new Error(`${file} has nothing of what was to be changed`)
  await writeFile(join(path, file), changed)
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}
