import { CloseCode } from '@argus/contracts/close-code'
import type { Grant, Principal } from '@argus/contracts/grant'
import { Refusal } from '@argus/contracts/refusal-code'

import { admit, type AdmissionParts, type Pass } from '../admission/admit.ts'
import type { Doubt, Held, Sessions } from '../authority/sessions.ts'

export interface ReaderParts {
  readonly admission: AdmissionParts
  readonly sessions: Pick<Sessions, 'add' | 'remove'>
}

/**
 * Who reads, while they do: held as a connection is, so that what a socket would not be given any more is not answered
 * either, and what is on its way is cut off.
 */
export class Reader implements Held, Disposable {
  readonly kid: string
  readonly #sessions: ReaderParts['sessions']
  readonly #doubts = new Set<Doubt>()
  readonly #ended = new AbortController()
  #principal: Principal
  #endedBy: CloseCode | undefined

  /** Create in the turn in which the principal's promise resolved. */
  constructor(principal: Principal, pass: Pass, sessions: ReaderParts['sessions']) {
    this.#principal = principal
    this.kid = pass.kid
    this.#sessions = sessions
    sessions.add(this)
  }

  get principal(): Principal {
    return this.#principal
  }

  /** The rights as known now: another list when they were read again. */
  get grants(): readonly Grant[] {
    return this.#principal.grants
  }

  /** Aborts when nothing more may be given. */
  get ended(): AbortSignal {
    return this.#ended.signal
  }

  /** Throws a Refusal where a socket would be given nothing now. */
  ensure(): void {
    if (this.#endedBy !== undefined) throw turnedAway(this.#endedBy)
    if (this.#doubts.size > 0) throw turnedAway(CloseCode.AuthorityUnreachable)
  }

  suspend(doubt: Doubt): void {
    this.#doubts.add(doubt)
  }

  resume(doubt: Doubt): void {
    this.#doubts.delete(doubt)
  }

  regrant(principal: Principal): void {
    this.#principal = principal
  }

  end(code: CloseCode): void {
    this.#endedBy = code
    this[Symbol.dispose]()
    this.#ended.abort(turnedAway(code))
  }

  [Symbol.dispose](): void {
    this.#sessions.remove(this)
  }
}

/** Lets in who has a genuine token of a live Session, by the same judgement as a `hello`; throws a Refusal for others. */
export async function letIn(token: string, { admission, sessions }: ReaderParts): Promise<Reader> {
  const readers: Reader[] = []
  const admitted = await admit(token, admission, (principal, pass) => {
    readers.push(new Reader(principal, pass, sessions))
  })
  const [reader] = readers
  if (admitted.type === 'turned-away') throw turnedAway(admitted.code)
  if (reader === undefined) throw new Error('who was admitted was not registered')
  return reader
}

function turnedAway(code: CloseCode): Refusal {
  if (code === CloseCode.TokenExpired)
    return new Refusal(
      'unauthenticated',
      'The access token is not valid, or its time is over. Refresh it, or log in again.',
    )
  if (code === CloseCode.SessionRevoked)
    return new Refusal('session_revoked', 'The session is over. Log in again.')
  return new Refusal('unavailable', 'Permissions cannot be checked now. Ask again in a moment.', {
    retryAfterMs: AUTHORITY_AGAIN_MS,
  })
}

const AUTHORITY_AGAIN_MS = 5_000
