/**
 * What auth costs beside what it cannot do without: a refresh beside the same transaction sent bare to PostgreSQL (as `pg` sends
 * statements unless told otherwise: one after the other, none prepared), a login
 * beside the hash of its password, a verified token beside its signature. All take turns in one run, several times, each
 * in a process of its own. The last line is JSON.
 */
import { availableParallelism } from 'node:os'
import pg from 'pg'

import type { Chain, Job, Recording, Result } from './auth-job.ts'
import { layGround, startAuth, type Ground } from './auth-world.ts'
import { startScript } from './script.ts'
import { startRecorder } from './statement-recorder.ts'
import { median, spread } from './statistics.ts'

/** As many as auth has connections to its database. */
const CONCURRENCY = 10
const USERS = 200

const repetitions = Number(process.env['REPETITIONS'] ?? 5)
const seconds = Number(process.env['SECONDS'] ?? 3)

await using ground = await layGround()
const recording = await recordRefresh(ground)
await using auth = await startAuth(ground)
const { emails, phc } = await addUsers(ground.databaseUrl)
const chains = {
  refresh: await openChains(auth.url, emails[0] ?? ''),
  'bare transactions': await openChains(auth.url, emails[1] ?? ''),
}

const rates = new Map<string, number[]>()
for (let turn = 0; turn < repetitions; turn++) {
  for (const count of [CONCURRENCY, 1]) {
    for (const type of ['refresh', 'bare transactions'] as const) {
      const held = chains[type].slice(0, count)
      const { databaseUrl } = ground
      const job = { type, url: auth.url, databaseUrl, chains: held, recording, seconds } as const
      const { chains: moved = [] } = await measure(`${type} ×${count}`, job)
      chains[type].splice(0, count, ...moved)
    }
  }
  await measure('login', { type: 'login', url: auth.url, emails: emails.slice(2), seconds })
  await measure('bare hashes', { type: 'bare hashes', phc, seconds })
  await measure('verification', { type: 'verification', seconds })
  await measure('bare verification', { type: 'bare verification', seconds })
}

console.log(`the transaction of a refresh: ${recording.statements.length} statements`)
for (const [name, values] of rates) console.log(`${name}, a second: ${spread(values, 0)}`)
const results = [
  share(
    `A1 ×${CONCURRENCY}`,
    [`refresh ×${CONCURRENCY}`, `bare transactions ×${CONCURRENCY}`],
    0.6,
  ),
  share('A1 ×1', ['refresh ×1', 'bare transactions ×1'], 0.6),
  share('A2', ['login', 'bare hashes'], 0.9),
  share('A3', ['verification', 'bare verification']),
]
const cores = availableParallelism()
console.log(JSON.stringify({ bench: 'auth', node: process.version, cores, results }))

function share(name: string, [subject, limit]: readonly [string, string], least?: number): object {
  const id = `${name} ${subject}/${limit}`
  const ratio = median(rates.get(subject) ?? []) / median(rates.get(limit) ?? [])
  const value = Math.round(ratio * 1_000) / 1_000
  return least === undefined ? { id, value } : { id, value, goal: `>=${least}`, ok: value >= least }
}

async function measure(name: string, job: Job): Promise<Result> {
  await using run = await startScript('auth-load.ts', { JOB: JSON.stringify(job) })
  const result: Result = JSON.parse(run.line)
  rates.set(name, [...(rates.get(name) ?? []), result.perSecond])
  return result
}

/** What auth asks of its database for one refresh, seen on the wire. */
async function recordRefresh(at: Ground): Promise<Recording> {
  const direct = new URL(at.databaseUrl)
  await using recorder = await startRecorder(Number(direct.port))
  direct.port = String(recorder.port)
  await using recorded = await startAuth({ ...at, databaseUrl: direct.href })
  const [first] = await openChains(recorded.url, 'admin@argus.local', 1)
  if (first === undefined) throw new Error('nobody could log in')
  const next = chainOf(
    await post(`${recorded.url}/api/auth/refresh`, { refresh_token: first.token }),
  )
  const statements = recorder.transaction((all) =>
    all.some(({ values }) => values.includes(next.jti)),
  )
  return { statements, recorded: { jti: first.jti, successor: next.jti, sid: first.sid } }
}

async function openChains(url: string, email: string, count = CONCURRENCY): Promise<Chain[]> {
  const opened: Chain[] = []
  for (let number = 0; number < count; number++)
    opened.push(chainOf(await post(`${url}/api/auth/login`, { email, password: 'admin' })))
  return opened
}

function chainOf({ refresh_token: token }: Record<string, string>): Chain {
  const [, payload = ''] = (token ?? '').split('.')
  const { jti, sid } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
  return { token: token ?? '', jti, sid }
}

async function post(url: string, body: object): Promise<Record<string, string>> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${url} answered ${response.status} ${await response.text()}`)
  return response.json() as Promise<Record<string, string>> // a bench asks services of its own tree
}

/** Readers with the administrator's password: a user has room for twenty sessions. */
async function addUsers(databaseUrl: string): Promise<{ emails: readonly string[]; phc: string }> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ email: string; password_hash: string }>(
      `WITH made AS (
         INSERT INTO auth.users (email, password_hash)
         SELECT 'bench-' || number || '@argus.local', password_hash
         FROM auth.users, generate_series(1, $1::int) AS number WHERE email = 'admin@argus.local'
         RETURNING id, email, password_hash),
       granted AS (
         INSERT INTO auth.user_roles (user_id, role_id)
         SELECT made.id, roles.id FROM made, auth.roles WHERE roles.name = 'viewer')
       SELECT email, password_hash FROM made`,
      [USERS],
    )
    return { emails: rows.map(({ email }) => email), phc: rows[0]?.password_hash ?? '' }
  } finally {
    await client.end()
  }
}
