import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/** How a program ended, and all that it said. */
export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly input?: string
  readonly folder?: string
  readonly environment?: Readonly<Record<string, string>>
}

/** Runs a program to its end, whatever the end is; rejects only where it cannot be started. */
export async function runProgram(
  path: string,
  args: readonly string[],
  { input = '', folder, environment = {} }: RunOptions = {},
): Promise<Outcome> {
  // oxlint-disable-next-line node/no-process-env -- the programs find their caches and their way out by it
  const env = { ...process.env, ...environment }
  const child = spawn(path, args, { cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
  child.stdin.on('error', () => {
    // It ended before it had read everything: its own words say why.
  })
  child.stdin.end(input)
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { code, stdout, stderr }
}

/** A program said that something is wrong; the message is what it said. */
class ProgramError extends Error {
  override readonly name = 'ProgramError'
}

/** What a program printed; throws a ProgramError with its words where it ended in anything but success. */
export async function outputOf(
  path: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await runProgram(path, args, options)
  if (code === 0) return stdout
  throw new ProgramError(`${path} ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`)
}
