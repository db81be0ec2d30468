import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'

/** A script of this folder that runs as a process of its own. */
export interface Script extends AsyncDisposable {
  /** What it printed first. */
  readonly line: string
}

/** Starts a script, and waits for its first line; disposing ends it. */
export async function startScript(
  name: string,
  env: Readonly<Record<string, string>>,
  { timeoutMs }: { readonly timeoutMs: number } = { timeoutMs: 120_000 },
): Promise<Script> {
  const child = spawn(process.execPath, [join(import.meta.dirname, name)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: timeoutMs,
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const line = await firstLine(child, name)
  return {
    line,
    async [Symbol.asyncDispose]() {
      child.kill()
      await ended
    },
  }
}

async function firstLine(child: ChildProcess, name: string): Promise<string> {
  let text = ''
  for await (const piece of child.stdout ?? []) {
    text += String(piece)
    const end = text.indexOf('\n')
    if (end >= 0) return text.slice(0, end)
  }
  throw new Error(`${name} ended without a result`)
}
