import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs docker with these variables beside those of this process; answers what it prints, throws what it complains of. */
export type Docker = (...args: readonly string[]) => Promise<string>

export function dockerWith(env: Readonly<Record<string, string>>): Docker {
  return async (...args) => {
    try {
      const { stdout } = await run('docker', [...args], {
        env: { ...process.env, ...env },
        maxBuffer: 64 * 1024 * 1024,
      })
      return stdout.trim()
    } catch (error) {
      const said =
        error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
      throw new Error(`docker ${args.join(' ').slice(0, 200)}: ${said.trim().slice(-1_500)}`, {
        cause: error,
      })
    }
  }
}
