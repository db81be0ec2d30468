import { spawn } from 'node:child_process'
import { join } from 'node:path'

import { describe, expect, it } from '@jest/globals'

const source = join(import.meta.dirname, '../src')

/** Runs a service of a few lines as a process; sends `signal` once it said that it started. */
async function run(
  start: string,
  signal?: NodeJS.Signals,
): Promise<{ code: number | null; out: string }> {
  const script = `
    import { createLogger } from '${source}/logger.ts'
    import { runService } from '${source}/lifecycle.ts'
    const started = () => { console.log('started'); return { [Symbol.asyncDispose]: async () => console.log('disposed') } }
    const beat = setInterval(() => undefined, 1000)
    await runService(async () => { ${start} }, createLogger('test'))`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script])
  let out = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      out += data.toString()
      if (signal !== undefined && !child.killed && out.includes('started')) child.kill(signal)
    })
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, out }
}

describe('a service as a process', () => {
  it('is disposed when it is asked to stop, and ends with 0', async () => {
    const { code, out } = await run('return started()', 'SIGTERM')
    expect(out).toContain('disposed')
    expect(code).toBe(0)
  })

  it('ends with 1 and says why when it cannot start', async () => {
    const { code, out } = await run(`throw new Error('no database')`)
    expect(out).toContain('could not start')
    expect(out).toContain('no database')
    expect(code).toBe(1)
  })

  it('ends with 1 after an error that nobody caught', async () => {
    const { code, out } = await run(
      `setTimeout(() => { throw new Error('lost') }, 1); return started()`,
    )
    expect(out).toContain('stopped by an error nobody caught')
    expect(code).toBe(1)
  })
})
