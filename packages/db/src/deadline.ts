import { AsyncLocalStorage } from 'node:async_hooks'

/** What is being done has to be done by then. */
interface Deadline {
  readonly signal: AbortSignal
  /** A transaction's end was sent, and nobody knows yet what became of it. */
  ending: boolean
}

const deadlines = new AsyncLocalStorage<Deadline | undefined>()

/**
 * Runs work until the signal aborts, then rejects with its reason: a question to the database that is out is given up, no
 * other is asked, and what had been begun is rolled back. A commit that was sent is waited for, so that nobody is told
 * that it failed when it did not; the limits of the connection bound that wait.
 */
export async function within<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const deadline: Deadline = { signal, ending: false }
  const over = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => {
    if (!deadline.ending) over.reject(signal.reason)
  })
  return Promise.race([deadlines.run(deadline, work), over.promise])
}

/** Runs what others wait for as well: it does not end with the first that asked for it. */
export const apart = <T>(work: () => Promise<T>): Promise<T> => deadlines.run(undefined, work)

/** Of whoever asks now. */
export const deadlineSignal = (): AbortSignal | undefined => deadlines.getStore()?.signal

/** The answer to a statement, or the reason that its deadline passed, where that comes first; a commit is waited for. */
export async function inTime<T>(statement: string, ask: () => Promise<T>): Promise<T> {
  const deadline = deadlines.getStore()
  if (deadline === undefined) return ask()
  const { signal } = deadline
  signal.throwIfAborted()
  if (COMMIT.test(statement)) return ended(deadline, ask)
  const over = Promise.withResolvers<never>()
  const abort = (): void => over.reject(signal.reason)
  signal.addEventListener('abort', abort)
  try {
    return await Promise.race([ask(), over.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

const COMMIT = /^commit\b/i

async function ended<T>(deadline: Deadline, ask: () => Promise<T>): Promise<T> {
  deadline.ending = true
  try {
    return await ask()
  } finally {
    deadline.ending = false
  }
}
