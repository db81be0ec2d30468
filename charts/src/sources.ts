import { tmpdir } from 'node:os'

import { z } from 'zod'

import { read } from './chart.ts'
import { TOOLS } from './programs.ts'
import { runProgram } from './run-program.ts'

/** A Go module of which something is read: at this version, with this sum of all that is in it. */
export interface Source {
  readonly module: string
  readonly version: string
  readonly sum: string
}

/** The lines of `tools/helm/sources.sum`, written as in any go.sum. */
export const SOURCES: readonly Source[] = read(TOOLS, 'sources.sum')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => {
    const [module = '', version = '', sum = ''] = line.split(' ')
    return { module, version, sum }
  })

const downloaded = z.object({ Sum: z.string(), Dir: z.string() })

/** The folder of a module, fetched by Go where it is not in its cache. Throws where it is not what was pinned. */
export async function folderOf({ module, version, sum }: Source): Promise<string> {
  const name = `${module}@${version}`
  // Elsewhere than in a module: there the sums of that module would be asked for.
  const options = { folder: tmpdir(), environment: { GOFLAGS: '', GOWORK: 'off' } }
  const { code, stdout, stderr } = await runProgram(
    'go',
    ['mod', 'download', '-json', name],
    options,
  )
  if (code !== 0) throw new Error(`Go could not fetch ${name}: ${stdout}${stderr}`)
  const { Sum, Dir } = downloaded.parse(JSON.parse(stdout))
  if (Sum === sum) return Dir
  throw new Error(`${name} is ${Sum}, and tools/helm/sources.sum says ${sum}: somebody changed it.`)
}
