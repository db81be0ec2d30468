import type { Config } from './config.ts'
import type { ExitCode } from './exit-code.ts'
import type { Invocation } from './invocation.ts'
import type { Terminal } from './output/terminal.ts'

/** A command as it is said once: parsing, help, completions and docs/cli.md are made from it. */
export interface Command {
  /** The words that call it: `clusters add`. */
  readonly name: string
  readonly summary: string
  /** What a reader of the help has to know besides, in sentences. */
  readonly details?: string
  readonly arguments?: readonly Argument[]
  readonly options?: readonly Option[]
  readonly examples?: readonly Example[]
  /** Also meant by the words before the last one. */
  readonly isDefault?: true
  /** The code of a command is read only when it is called: `argus` starts on every key for a completion. */
  readonly load: () => Promise<{ readonly run: Run }>
}

/** Several commands under one word. */
export interface Group {
  readonly name: string
  readonly summary: string
}

export interface Argument {
  readonly name: string
  readonly summary: string
  readonly optional?: true
  readonly many?: true
  readonly completes?: Completes
}

export interface Option {
  /** Without the dashes. */
  readonly name: string
  readonly short?: string
  readonly summary: string
  /** What stands behind it; without, it is a switch. */
  readonly value?: string
  readonly many?: true
  /** All that it may be. */
  readonly choices?: readonly string[]
  /** What it often is. */
  readonly offers?: readonly string[]
  readonly completes?: Completes
}

/** What a shell offers for a value. */
export type Completes =
  | 'clusters'
  | 'contexts'
  | 'kinds'
  | 'names'
  | 'namespaces'
  | 'plugins'
  | 'shells'

type Example = readonly [line: string, does: string]

/** What a command runs in. `signal` is aborted by Ctrl-C. */
export interface Surroundings {
  readonly config: Config
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

export type Run = (input: Invocation, surroundings: Surroundings) => Promise<ExitCode>
