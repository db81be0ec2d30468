/** One measurement of `auth.ts`, in a process of its own: does one thing for a while, and prints how often, as JSON. */
import { argon2, generateKeyPairSync, randomBytes, randomUUID, sign, verify } from 'node:crypto'
import { Agent, request } from 'node:http'
import { availableParallelism } from 'node:os'
import { json } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { signAccessToken } from '@argus/access/sign'
import { accessTokenVerifier } from '@argus/access/verify-access-token'
import { ACCESS_AUDIENCE, TOKEN_ISSUER } from '@argus/contracts/claims'
import pg from 'pg'

import type { Chain, Job, Recording, Result } from './auth-job.ts'

const WARM_UP_MS = 1_000
/** So many different tokens take turns: a cache that knew the last one would be measured otherwise. */
const BATCH = 50

const job: Job = JSON.parse(process.env['JOB'] ?? '')
console.log(JSON.stringify(await run(job)))
process.exit()

async function run(given: Job): Promise<Result> {
  switch (given.type) {
    case 'refresh':
      return refresh(given.url, given.chains, given.seconds)
    case 'bare transactions':
      return bareTransactions(given, given.seconds)
    case 'login':
      return logIn(given.url, given.emails, given.seconds)
    case 'bare hashes':
      return bareHashes(given.phc, given.seconds)
    case 'verification':
      return rateOf([verification()], given.seconds)
    case 'bare verification':
      return rateOf([bareVerification()], given.seconds)
  }
}

/** Each worker does its task again and again; what is finished in the time is counted, whenever it was begun. */
async function rateOf(workers: readonly (() => Promise<void>)[], seconds: number): Promise<Result> {
  const from = performance.now() + WARM_UP_MS
  const until = from + seconds * 1_000
  let done = 0
  await Promise.all(
    workers.map(async (work) => {
      while (performance.now() < until) {
        await work()
        const now = performance.now()
        if (now >= from && now <= until) done += 1
      }
    }),
  )
  return { perSecond: done / seconds }
}

async function refresh(url: string, chains: readonly Chain[], seconds: number): Promise<Result> {
  const agent = new Agent({ keepAlive: true, maxSockets: chains.length })
  const heads = chains.map((chain) => ({ ...chain }))
  const workers = heads.map((chain) => async () => {
    const answer = await post(agent, `${url}/api/auth/refresh`, { refresh_token: chain.token })
    chain.token = String(answer['refresh_token'])
  })
  return { ...(await rateOf(workers, seconds)), chains: heads }
}

/** The recorded transaction with a chain's own ids in the places of those that were recorded. */
async function bareTransactions(
  { databaseUrl, chains, recording }: Extract<Job, { type: 'bare transactions' }>,
  seconds: number,
): Promise<Result> {
  const heads = chains.map((chain) => ({ ...chain }))
  const workers = await Promise.all(
    heads.map(async (chain) => {
      const client = new pg.Client({ connectionString: databaseUrl })
      await client.connect()
      await client.query('SET ROLE argus_auth; SET search_path = auth')
      return async () => {
        const successor = randomUUID()
        const ids = idsOf(recording, { jti: chain.jti, successor, sid: chain.sid })
        for (const { text, values } of recording.statements) {
          const own = values.map((value) => (value === null ? null : (ids.get(value) ?? value)))
          await (own.length === 0 ? client.query(text) : client.query(text, own))
        }
        chain.jti = successor
      }
    }),
  )
  return { ...(await rateOf(workers, seconds)), chains: heads }
}

function idsOf({ recorded }: Recording, own: Recording['recorded']): ReadonlyMap<string, string> {
  return new Map([
    [recorded.jti, own.jti],
    [recorded.successor, own.successor],
    [recorded.sid, own.sid],
  ])
}

function logIn(url: string, emails: readonly string[], seconds: number): Promise<Result> {
  const agent = new Agent({ keepAlive: true })
  let next = Math.floor(Math.random() * emails.length)
  const work = async (): Promise<void> => {
    next = (next + 1) % emails.length
    await post(agent, `${url}/api/auth/login`, { email: emails[next] ?? '', password: 'admin' })
  }
  return rateOf(
    Array.from({ length: 8 * availableParallelism() }, () => work),
    seconds,
  )
}

/** As many at a time as there are cores, at the cost that auth has stored. */
function bareHashes(phc: string, seconds: number): Promise<Result> {
  const match = /\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(phc)
  if (match === null) throw new Error(`not a hash as auth stores it: ${phc}`)
  const [memory = 0, passes = 0, parallelism = 0] = match.slice(1).map(Number)
  const hash = promisify(argon2)
  const work = async (): Promise<void> => {
    const nonce = randomBytes(16)
    await hash('argon2id', { message: 'admin', nonce, parallelism, tagLength: 32, memory, passes })
  }
  return rateOf(
    Array.from({ length: availableParallelism() }, () => work),
    seconds,
  )
}

function verification(): () => Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const check = accessTokenVerifier({
    issuer: TOKEN_ISSUER,
    audience: ACCESS_AUDIENCE,
    keyFor: () => publicKey,
    clock: Date,
  })
  const iat = Math.floor(Date.now() / 1_000)
  const tokens = Array.from({ length: BATCH }, () => {
    const [sub, sid, jti] = [randomUUID(), randomUUID(), randomUUID()]
    const who = { iss: TOKEN_ISSUER, aud: ACCESS_AUDIENCE, sub, sid, jti, client_id: 'bench' }
    return signAccessToken({ ...who, iat, exp: iat + 300 }, { kid: 'k', key: privateKey })
  })
  let next = 0
  return async () => {
    const token = tokens[(next = (next + 1) % BATCH)] ?? ''
    if (!(await check(token)).valid) throw new Error('a good token was refused')
  }
}

function bareVerification(): () => Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const dsaEncoding = 'ieee-p1363'
  const signed = Array.from({ length: BATCH }, () => {
    const text = randomBytes(200)
    return { text, signature: sign('sha256', text, { key: privateKey, dsaEncoding }) }
  })
  let next = 0
  return async () => {
    const one = signed[(next = (next + 1) % BATCH)]
    const key = { key: publicKey, dsaEncoding } as const
    if (!one || !verify('sha256', one.text, key, one.signature))
      throw new Error('a good signature was refused')
  }
}

async function post(agent: Agent, url: string, body: object): Promise<Record<string, unknown>> {
  const { promise, resolve, reject } = Promise.withResolvers<Record<string, unknown>>()
  const text = JSON.stringify(body)
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
  const asked = request(url, { method: 'POST', agent, headers }, (response) => {
    json(response)
      .then((answer) => {
        if (response.statusCode !== 200 || typeof answer !== 'object' || answer === null)
          throw new Error(`${url} answered ${response.statusCode} ${JSON.stringify(answer)}`)
        return { ...answer }
      })
      .then(resolve, reject)
  })
  asked.once('error', reject)
  asked.end(text)
  return promise
}
