import { existsSync } from 'node:fs'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { read } from './chart.ts'
import { programPath } from './programs.ts'
import { outputOf } from './run-program.ts'

/** The README that a chart's values and template make. Throws where helm-docs makes none. */
async function readmeOf(chart: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'argus-chart-'))
  try {
    await cp(chart, folder, { recursive: true })
    const made = join(folder, 'README.md')
    // helm-docs ends well when it fails, and leaves the old page where it was.
    await rm(made, { force: true })
    const said = await outputOf(programPath('helm-docs'), [
      '--chart-search-root',
      folder,
      '--sort-values-order',
      'file',
    ])
    if (!existsSync(made)) throw new Error(`helm-docs wrote no README: ${said}`)
    return read(made)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Whether a chart's README is what its values make. */
export async function readmeIsCurrent(chart: string): Promise<boolean> {
  return read(chart, 'README.md') === (await readmeOf(chart))
}

/** Writes a chart's README anew. */
export async function writeReadme(chart: string): Promise<void> {
  await writeFile(join(chart, 'README.md'), await readmeOf(chart))
}
