import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'

import { soundPool } from './sound-pool.ts'

/** What a service is in the database: its role, and the one schema that it sees. */
export interface ServiceIdentity {
  readonly role: 'argus_auth' | 'argus_watcher'
  readonly schema: 'auth' | 'fleet'
}

/**
 * A pool of connections that each take the service's role before anything else, whoever the address logs in as.
 * Connects when first asked, and again by itself after an outage; every wait is bounded, so that an absent server is
 * an error in seconds. Ended by `destroy()`, or by disposing it.
 */
export function connect<Tables>(url: string, { role, schema }: ServiceIdentity): Kysely<Tables> {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: role,
    max: 10,
    connectionTimeoutMillis: 2_000,
    // The server gives up first and says so; the client's own limit is for a server that has gone silent.
    statement_timeout: 4_000,
    query_timeout: 5_000,
    idle_in_transaction_session_timeout: 10_000,
    keepAlive: true,
    pipeline: true,
    types: { getTypeParser },
    // Here and not later: a connection that fails at this is none, and keeps no place in the pool.
    // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for it (https://node-postgres.com/apis/pool); its types do not say so
    onConnect: (client) => client.query(`SET ROLE ${role}; SET search_path = ${schema}`),
  })
  pool.on('connect', (client) => {
    client.on('error', () => {
      // It ended while somebody has it: their question was refused, or the next one is. Unheard, this would end the process.
    })
  })
  pool.on('error', () => {
    // An idle connection ended. The pool has dropped it already, and whoever asks next is told.
  })
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: soundPool(pool) }),
  })
}

/** Whole numbers of eight bytes are numbers here: ours count notices and rows, far below what a number holds. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === pg.types.builtins.INT8
    ? (text: string) => Number(text)
    : pg.types.getTypeParser(oid, format ?? 'text')
