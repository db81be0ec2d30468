import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type pg from 'pg'

import { deadlineSignal, inTime } from './deadline.ts'
import { StatementNames } from './statement-names.ts'
import { isAnswer, isOutdated } from './store-error.ts'

/**
 * The connections of a pool, which keep to the deadline of whoever asks. None is used again that left a question without
 * an answer: its other end may have vanished without a word, and would cost everybody who gets it next their whole
 * patience, for as long as it lies in the pool.
 */
export function soundPool(pool: pg.Pool): PostgresPool {
  const sound = new WeakMap<pg.PoolClient, SoundConnection>()
  const names = new StatementNames()
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const signal = deadlineSignal()
      signal?.throwIfAborted()
      const client = await pool.connect()
      if (signal?.aborted) {
        client.release()
        throw signal.reason
      }
      const connection = sound.get(client) ?? new SoundConnection(client, names)
      sound.set(client, connection)
      return connection
    },
  }
}

/** A client that takes a name with a statement, too: https://node-postgres.com/features/queries#prepared-statements */
type PreparingClient = PostgresPoolClient & {
  query<R>(statement: {
    readonly text: string
    readonly values: unknown[]
    readonly name: string | undefined
  }): Promise<PostgresQueryResult<R>>
}

/**
 * The beginning of a transaction travels with its first statement: one way to the database and back less for each. The
 * client must be one that sends without waiting for answers (`pipeline`).
 */
class SoundConnection implements PostgresPoolClient {
  readonly #client: PreparingClient
  readonly #names: StatementNames
  /** Why it is not used again: a question failed without an answer, or was given up at its deadline. */
  #silence: unknown
  /** A beginning that has not been sent. */
  #beginning: string | undefined

  constructor(client: PreparingClient, names: StatementNames) {
    this.#client = client
    this.#names = names
  }

  query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  query<R>(asked: string | PostgresCursor<R>, values: readonly unknown[] = []) {
    return typeof asked === 'string' ? this.#ask<R>(asked, values) : this.#client.query(asked)
  }

  release(destroy = false): void {
    this.#beginning = undefined
    this.#client.release(destroy || this.#silence !== undefined)
  }

  async #ask<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    // Nothing more is asked after a silence: a transaction that met it is rolled back by the end of its connection.
    if (this.#silence !== undefined) throw this.#silence
    try {
      return await inTime(text, () => this.#send<R>(text, values))
    } catch (error) {
      // One that prepared statements before their tables were changed is of no more use than a silent one.
      if (!isAnswer(error) || isOutdated(error)) this.#silence = error
      throw error
    }
  }

  async #send<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    if (BEGINNING.test(text)) {
      this.#beginning = text
      return NOTHING
    }
    const beginning = this.#beginning
    this.#beginning = undefined
    if (beginning !== undefined && END.test(text)) return NOTHING // Of nothing at all.
    const begun = beginning === undefined ? NOTHING : this.#client.query(beginning, [])
    const name = values.length === 0 ? undefined : this.#names.of(text)
    const answered = this.#client.query<R>({ text, values: [...values], name })
    await Promise.all([begun, answered])
    return answered
  }
}

const BEGINNING = /^(begin|start transaction)\b/i
const END = /^(commit|rollback)$/i
const NOTHING: PostgresQueryResult<never> = { command: 'SELECT', rowCount: 0, rows: [] }
