import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface, type Interface } from 'node:readline'

/** A process that is told and answers in lines. Disposing ends it. */
export interface Child extends AsyncDisposable {
  readonly pid: number
  /** Resolves when the line was given to the process. */
  say(line: string): Promise<void>
  /** The next line of the process; rejects when it ends instead. */
  hear(): Promise<string>
}

export function startChild(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Child {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  const lines = linesOf(child)
  return {
    pid: child.pid ?? 0,
    say: (line) =>
      new Promise((resolve, reject) =>
        child.stdin.write(`${line}\n`, (error) => (error ? reject(error) : resolve())),
      ),
    async hear() {
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`${command} ${args[0]} ended`)
      return value
    },
    async [Symbol.asyncDispose]() {
      child.kill()
      await ended
    },
  }
}

function linesOf({ stdout }: ChildProcess): AsyncIterator<string, undefined> {
  if (stdout === null) throw new Error('a child without output')
  const lines: Interface = createInterface(stdout)
  return lines[Symbol.asyncIterator]()
}
