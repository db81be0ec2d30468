import pg from 'pg'

import type { PostgresServer } from './postgres.ts'

/**
 * Freezes a server of ours with all its processes: its connections stay open, the kernel still takes new ones, and nothing
 * answers. Goes on, nothing lost, when it is disposed.
 */
export async function freezePostgres({ url }: PostgresServer): Promise<Disposable> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {
    // It is ended without a word, below.
  })
  await client.connect()
  const [main = 0, own = 0] = await numbers(
    client,
    `SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS number
     UNION ALL SELECT pg_backend_pid()`,
  )
  // First the one that makes the others; last the one that is asked who they are.
  process.kill(main, 'SIGSTOP')
  const others = await numbers(
    client,
    'SELECT pid AS number FROM pg_stat_activity WHERE pid <> pg_backend_pid()',
  )
  const frozen = [main, ...others, own]
  for (const pid of frozen) signal(pid, 'SIGSTOP')
  return {
    [Symbol.dispose]() {
      for (const pid of frozen) signal(pid, 'SIGCONT')
      void client.end()
    },
  }
}

async function numbers(client: pg.Client, text: string): Promise<readonly number[]> {
  const { rows } = await client.query<{ number: number }>(text)
  return rows.map(({ number }) => number)
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended meanwhile, which is still enough.
  }
}
