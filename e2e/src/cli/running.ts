import { spawn } from 'node:child_process'
import { once } from 'node:events'

import { until } from '@argus/testkit/until'

/** A program that runs in a pipe, and what it has said so far. Disposing of it ends it. */
export interface Running extends Disposable {
  readonly out: string
  readonly err: string
  /** Waits until its output has this. */
  says(wanted: string | RegExp): Promise<void>
  /** The exit code. */
  readonly ended: Promise<unknown>
}

export function startRunning(
  [file = '', ...line]: readonly string[],
  env: Readonly<Record<string, string>>,
): Running {
  const child = spawn(file, line, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const ended = once(child, 'close').then(([code]: unknown[]) => code)
  return {
    ended,
    get out() {
      return out
    },
    get err() {
      return err
    },
    async says(wanted) {
      const fits = (): boolean =>
        typeof wanted === 'string' ? out.includes(wanted) : wanted.test(out)
      try {
        await until(fits, { timeoutMs: 30_000, what: String(wanted) })
      } catch (cause) {
        throw new Error(`It never said ${String(wanted)}, but:\n${out}\n${err}`, { cause })
      }
    },
    [Symbol.dispose]() {
      child.kill()
    },
  }
}
