import { AsyncLocalStorage } from 'node:async_hooks'

import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'

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

/** A pool whose connections keep to the deadline of whoever asks. */
export function boundedPool(pool: PostgresPool): PostgresPool {
  const bounded = new WeakMap<PostgresPoolClient, BoundedConnection>()
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const signal = deadlines.getStore()?.signal
      signal?.throwIfAborted()
      const client = await pool.connect()
      if (signal?.aborted) {
        client.release()
        throw signal.reason
      }
      const connection = bounded.get(client) ?? new BoundedConnection(client)
      bounded.set(client, connection)
      return connection
    },
  }
}

class BoundedConnection implements PostgresPoolClient {
  readonly #client: PostgresPoolClient
  #late: { readonly reason: unknown } | undefined

  constructor(client: PostgresPoolClient) {
    this.#client = client
  }

  query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  query<R>(asked: string | PostgresCursor<R>, values: readonly unknown[] = []) {
    return typeof asked === 'string' ? this.#ask<R>(asked, values) : this.#client.query(asked)
  }

  /** The end of a connection is what rolls back: asking for it could take as long as what was too slow. */
  release(destroy = false): void {
    this.#client.release(destroy || this.#late !== undefined)
  }

  async #ask<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    if (this.#late !== undefined) throw this.#late.reason
    const deadline = deadlines.getStore()
    if (deadline === undefined) return this.#client.query<R>(text, values)
    const { signal } = deadline
    if (signal.aborted) throw this.#isLate(signal)
    if (COMMIT.test(text)) return this.#end<R>(deadline, text)
    const over = Promise.withResolvers<never>()
    const abort = (): void => over.reject(this.#isLate(signal))
    signal.addEventListener('abort', abort)
    try {
      return await Promise.race([this.#client.query<R>(text, values), over.promise])
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  async #end<R>(deadline: Deadline, text: string): Promise<PostgresQueryResult<R>> {
    deadline.ending = true
    try {
      return await this.#client.query<R>(text, [])
    } finally {
      deadline.ending = false
    }
  }

  #isLate(signal: AbortSignal): unknown {
    this.#late = { reason: signal.reason }
    return signal.reason
  }
}

const COMMIT = /^commit\b/i
