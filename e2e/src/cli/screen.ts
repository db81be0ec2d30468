import { spawn } from '@lydell/node-pty'
import { until } from '@argus/testkit/until'
import xterm from '@xterm/headless'

/** A program in a terminal, and what a person would see there. */
export interface Screen extends Disposable {
  /** The lines that are shown now, without what is empty at their ends. */
  readonly lines: readonly string[]
  /** All that was written, escape sequences included. */
  readonly written: string
  type(keys: string): void
  resize(columns: number, rows: number): void
  /** Waits until the screen shows this. */
  shows(wanted: string | RegExp): Promise<void>
  /** The exit code, once it has ended. */
  readonly ended: Promise<number>
}

export function openScreen(
  [file = '', ...line]: readonly string[],
  env: Readonly<Record<string, string>>,
  { columns = 100, rows = 24 }: { readonly columns?: number; readonly rows?: number } = {},
): Screen {
  const terminal = new xterm.Terminal({
    cols: columns,
    rows,
    allowProposedApi: true,
    convertEol: false,
  })
  const child = spawn(file, line, {
    cols: columns,
    rows,
    name: 'xterm-256color',
    env: { ...env, TERM: 'xterm-256color' },
  })
  let written = ''
  child.onData((data) => {
    written += data
    terminal.write(data)
  })
  let over = false
  const ended = new Promise<number>((resolve) => {
    child.onExit(({ exitCode }) => {
      over = true
      // What it wrote last is still on its way through the terminal.
      terminal.write('', () => resolve(exitCode))
    })
  })
  const linesOf = (): string[] =>
    Array.from({ length: terminal.rows }, (_, at) => {
      const { active } = terminal.buffer
      return active.getLine(active.viewportY + at)?.translateToString(true) ?? ''
    })
  return {
    ended,
    get lines() {
      return linesOf()
    },
    get written() {
      return written
    },
    type: (keys) => child.write(keys),
    resize(to, high) {
      terminal.resize(to, high)
      child.resize(to, high)
    },
    async shows(wanted) {
      const fits = (text: string): boolean =>
        typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)
      await until(() => fits(linesOf().join('\n')), {
        timeoutMs: 20_000,
        what: `${String(wanted)} on the screen`,
      }).catch((cause: unknown) => {
        throw new Error(`The screen never showed ${String(wanted)}:\n${linesOf().join('\n')}`, {
          cause,
        })
      })
    },
    [Symbol.dispose]() {
      if (!over) child.kill()
      terminal.dispose()
    },
  }
}
