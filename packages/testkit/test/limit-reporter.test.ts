import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it } from '@jest/globals'

const require = createRequire(import.meta.url)
const jest = join(require.resolve('jest/package.json'), '../bin/jest.js')

interface Outcome {
  readonly code: number
  readonly said: string
}

/** Runs Jest over one suite of these words, with a second for all of it and a quarter after its end. */
async function run(suite: string): Promise<Outcome> {
  const rootDir = await mkdtemp(join(tmpdir(), 'argus-limit-'))
  try {
    const reporter = require.resolve('../src/limit-reporter.js')
    const reporters = [[reporter, { wholeMs: 1_000, afterMs: 250 }]]
    const config = JSON.stringify({ rootDir, reporters, transform: {}, testTimeout: 60_000 })
    await writeFile(join(rootDir, 'one.test.js'), suite)
    return await new Promise((resolve) => {
      const args = [jest, '--config', config, '--runInBand']
      execFile(process.execPath, args, { timeout: 20_000 }, (error, _stdout, said) => {
        resolve({
          code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
          said,
        })
      })
    })
  } finally {
    await rm(rootDir, { recursive: true, force: true })
  }
}

describe('the limit of a test run', () => {
  it('leaves alone a run that ends', async () => {
    expect(await run("test('passes', () => {})")).toEqual({ code: 0, said: '' })
  })

  it('ends and fails a run in which something still listens after the last test', async () => {
    const { code, said } = await run(
      "test('leaks', () => { require('node:net').createServer().listen(0, '127.0.0.1') })",
    )
    expect(code).toBe(1)
    expect(said).toContain('1 TCPServerWrap')
  })

  it('ends and fails a run that is not over in time, and names the suite', async () => {
    const { code, said } = await run("test('waits', () => new Promise(() => {}))")
    expect(code).toBe(1)
    expect(said).toMatch(/not over after 1 s\. Still running: .*one\.test\.js/)
  })
})
