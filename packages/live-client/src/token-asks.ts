import type { Clock } from './clock.ts'
import { SignedOutError, type AccessToken, type TokenRequest } from './options.ts'
import type { TabMessage, WorkerMessage } from './tab-messages.ts'

type Question = Extract<WorkerMessage, { type: 'token' }>
type Answer = Extract<TabMessage, { type: 'token' | 'no_token' }>

/** The questions for a token that one tab has not answered yet. */
export class TokenAsks {
  readonly #clock: Clock
  readonly #post: (question: Question) => void
  readonly #open = new Map<number, (answer: Answer) => void>()
  #asked = 0

  constructor(clock: Clock, post: (question: Question) => void) {
    this.#clock = clock
    this.#post = post
  }

  /** Answers `undefined` where the tab said nothing in time; rejects with what the tab's session said. */
  async ask({ fresh, used, signal }: TokenRequest): Promise<AccessToken | undefined> {
    this.#asked += 1
    const ask = this.#asked
    const { promise, resolve } = Promise.withResolvers<Answer>()
    const answered = new AbortController()
    this.#open.set(ask, resolve)
    this.#post({ type: 'token', ask, fresh, used })
    try {
      const patience = this.#clock.sleep(
        ANSWER_WITHIN_MS,
        AbortSignal.any([signal, answered.signal]),
      )
      return read(await Promise.race([promise, patience]))
    } finally {
      this.#open.delete(ask)
      answered.abort()
    }
  }

  answer(answer: Answer): void {
    this.#open.get(answer.ask)?.(answer)
  }
}

function read(answer: Answer | void): AccessToken | undefined {
  if (answer === undefined) return undefined
  if (answer.type === 'token') return { text: answer.text, expiresAt: answer.expiresAt }
  throw answer.signedOut ? new SignedOutError(answer.reason) : new Error(answer.reason)
}

/** Above what a refresh takes that is worth waiting for; then another tab is asked. */
const ANSWER_WITHIN_MS = 10_000
