/** What came of one step: what was seen, what was expected in vain, or which earlier step it would have needed. */
type Outcome =
  | { readonly type: 'passed'; readonly seen: string }
  | { readonly type: 'failed'; readonly why: string }
  | { readonly type: 'left'; readonly why: string }

interface Line {
  readonly name: string
  readonly ms: number
  readonly outcome: Outcome
}

/** A step that others stand on failed; the report has told why. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed'
}

/** Takes steps one after the other and tells of each as soon as it is over. */
export class Report {
  readonly #tell: (line: string) => void
  readonly #lines: Line[] = []

  constructor(tell: (line: string) => void) {
    this.#tell = tell
  }

  /** Takes the step; answers what it found, nothing where it failed. */
  async step<T>(
    name: string,
    take: () => Promise<{ readonly seen: string; readonly found: T }>,
  ): Promise<T | undefined> {
    const began = performance.now()
    try {
      const { seen, found } = await take()
      this.#add({ name, ms: performance.now() - began, outcome: { type: 'passed', seen } })
      return found
    } catch (error) {
      const why = reasonOf(error)
      this.#add({ name, ms: performance.now() - began, outcome: { type: 'failed', why } })
      return undefined
    }
  }

  /** Takes a step whose failure leaves nothing to say of those after it: then throws a StepFailed. */
  async must(name: string, take: () => Promise<string>): Promise<void> {
    const passed = await this.step(name, async () => ({ seen: await take(), found: true }))
    if (passed === undefined) throw new StepFailed(name)
  }

  leave(name: string, why: string): void {
    this.#add({ name, ms: 0, outcome: { type: 'left', why } })
  }

  /** The last line, and the exit code: 0 where nothing failed. */
  end(what: string): number {
    const failed = this.#lines.filter(({ outcome }) => outcome.type === 'failed')
    this.#tell('')
    if (failed.length === 0) this.#tell(`${what} passed.`)
    else this.#tell(`${what} failed: ${failed.map(({ name }) => name).join(', ')}.`)
    return failed.length === 0 ? 0 : 1
  }

  #add(line: Line): void {
    this.#lines.push(line)
    this.#tell(describe(line))
  }
}

/** One line for a person: `✓ log-in        41 ms  as admin@argus.local`. */
function describe({ name, ms, outcome }: Line): string {
  const time = `${Math.round(ms)} ms`.padStart(8)
  const text = outcome.type === 'passed' ? outcome.seen : outcome.why
  return `${MARKS[outcome.type]} ${name.padEnd(16)} ${time}  ${text}`
}

const MARKS = { passed: '✓', failed: '✗', left: '-' } as const

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return `${error.message}${cause}`
}
