import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { describe, expect, it } from '@jest/globals'

const run = promisify(execFile)
const make = (file: string) =>
  run(process.execPath, [join(import.meta.dirname, '../build/executable-main.ts'), file])
const here = Number.parseInt(process.versions.node, 10)

describe('an executable', () => {
  if (here >= 26)
    it('runs where there is no Node', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'argus-executable-'))
      try {
        await make(join(folder, 'argus'))
        const env = { HOME: folder, PATH: '' }
        const { stdout } = await run(join(folder, 'argus'), ['version'], { env })
        expect(stdout).toMatch(/^argus \d/)
        const { stdout: kinds } = await run(join(folder, 'argus'), ['completion', 'bash'], { env })
        expect(kinds).toContain('complete -o default -F _argus argus')
      } finally {
        await rm(folder, { recursive: true })
      }
    }, 120_000)
  else
    it('is made by newer releases of Node, as this one says', async () => {
      await expect(make('/nowhere/argus')).rejects.toThrow('makes no executables')
    })
})
