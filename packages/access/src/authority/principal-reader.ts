import type { Principal } from '@argus/contracts/grant'
import type { KnownNotice } from './event.ts'
import { AuthorityUnreachableError, type InternalClient } from './internal-client.ts'

/** Reads Principals, many at a time, and never answers with one that was overtaken while the answer travelled. */
export interface PrincipalReader {
  read(sessionId: string, signal?: AbortSignal): Promise<Principal | undefined>
  /** A Notice arrived: what is being read about this Session or user is read again. */
  noticed(notice: KnownNotice): void
  /** Something may have been missed: whatever is being read is read again. */
  missed(): void
}

/** Sessions a call may name; auth refuses more. */
const BATCH = 200
/**
 * A call that follows another waits until so long after it, in milliseconds, and takes along whatever is asked meanwhile: when
 * thousands come at once, their calls would cost more than all the rest. Who comes alone does not wait.
 */
const WINDOW_MS = 20
/** A Session that changes faster than it can be read is not let in. */
const TRIES = 5

/** `signal` ends whatever is being read when the owner stops. */
export function principalReader(client: InternalClient, signal: AbortSignal): PrincipalReader {
  const travelling = new Set<Question>()
  let waiting: Question[] = []
  let sentAt = Number.NEGATIVE_INFINITY

  const send = (): void => {
    sentAt = performance.now()
    const all = waiting
    waiting = []
    for (let from = 0; from < all.length; from += BATCH) ask(all.slice(from, from + BATCH))
  }
  /** Whatever asks in this turn of the event loop, or in the window, travels together. */
  const sendSoon = (): void => {
    const wait = sentAt + WINDOW_MS - performance.now()
    if (wait <= 0) setImmediate(send)
    else setTimeout(send, wait)
  }
  const ask = (questions: readonly Question[]): void => {
    const sids = questions.map(({ sessionId }) => sessionId)
    client.principals(sids, signal).then(
      (answers) => questions.forEach((question, index) => question.resolve(answers[index])),
      (error: unknown) => questions.forEach((question) => question.reject(error)),
    )
  }
  const once = async (sessionId: string): Promise<Overtakable> => {
    const { promise, resolve, reject } = Promise.withResolvers<Principal | undefined>()
    const question: Question = { sessionId, concerned: new Set(), resolve, reject }
    if (waiting.push(question) === 1) sendSoon()
    travelling.add(question)
    try {
      const principal = await promise
      return { principal, overtaken: overtaken(question, principal) }
    } finally {
      travelling.delete(question)
    }
  }

  return {
    async read(sessionId, abort) {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const { principal, overtaken: again } = await abortable(once(sessionId), abort)
        if (!again) return principal
      }
      throw new AuthorityUnreachableError('The session changed again each time it was read')
    },
    noticed: ({ what }) => {
      if (what.type === 'keys_changed') return
      for (const { concerned } of travelling) {
        concerned.add(what.userId)
        if (what.type === 'session_revoked') concerned.add(what.sessionId)
      }
    },
    missed: () => {
      for (const { concerned } of travelling) concerned.add(EVERYBODY)
    },
  }
}

interface Question {
  readonly sessionId: string
  /** Users and Sessions that Notices spoke of since it was asked. */
  readonly concerned: Set<string>
  readonly resolve: (principal: Principal | undefined) => void
  readonly reject: (error: unknown) => void
}

interface Overtakable {
  readonly principal: Principal | undefined
  readonly overtaken: boolean
}

const EVERYBODY = '*'

/** A dead Session stays dead, so only a living one can have been overtaken. */
function overtaken({ concerned, sessionId }: Question, principal: Principal | undefined): boolean {
  if (principal === undefined) return false
  return [EVERYBODY, sessionId, principal.userId].some((who) => concerned.has(who))
}

async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal.reason)
  // Before anything is thrown: a promise that is left alone must not end the process when it fails.
  const first = Promise.race([promise, aborted])
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await first
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
