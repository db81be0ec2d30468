import type { RefreshClaims } from '@argus/contracts/claims'
import type { AuthDatabase } from '@argus/db/auth'
import { ManualClock } from '@argus/testkit/manual-clock'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { KyselyPlugin } from 'kysely'
import { setImmediate as nextTurn } from 'node:timers/promises'

import { OURSELVES } from '../../src/ledger/request-origin.ts'
import { logOut } from '../../src/session/log-out.ts'
import { openSession } from '../../src/session/open.ts'
import { rotate } from '../../src/session/rotate.ts'
import { userByEmail, type User } from '../../src/user/users.ts'
import { addUser, startTestAuth, type TestAuth } from '../auth-service.ts'

let auth: TestAuth
let user: User
const clock = new ManualClock()
beforeAll(async () => {
  auth = await startTestAuth()
  await addUser(auth.db, { email: 'interleaved@example.test' })
  const found = await userByEmail(auth.db, 'interleaved@example.test')
  if (found === undefined) throw new Error('the user is not there')
  user = found
})
afterAll(() => auth[Symbol.asyncDispose]())

test('A-19 I1 however the statements of log-out, refreshes and replays fall between each other, nothing is granted after the log-out', async () => {
  const first = new Set<string | undefined>()
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.nat(2), fc.nat(4), async (scheduler, more, place) => {
      const db = auth.db.withPlugin(oneStatementAtATime(scheduler))
      const session = await open()
      const begin = Array.from(
        { length: 2 + more },
        () => async () => void (await refresh(db, session, session.jti)),
      ).toSpliced(place, 0, async () => void (await end(db, session)))
      await driven(scheduler, Promise.all(begin.map((task) => task())))

      const history = await actionsOf(session.sessionId)
      first.add(history[1]) // after the login
      const after = history.slice(history.indexOf('logout') + 1)
      expect(history.filter((action) => action === 'logout')).toEqual(['logout'])
      expect(after).toEqual([])
      const rows = await tokensOf(session.sessionId)
      expect(rows.filter(({ used_at: used }) => used === null)).toHaveLength(1)
      expect(rows.length).toBeLessThanOrEqual(2)
      for (const { jti } of rows)
        expect(await refresh(auth.db, session, jti)).not.toMatchObject({ type: 'granted' })
    }),
    { numRuns: 60 },
  )
  expect(first).toEqual(new Set(['logout', 'refresh.rotated'])) // each has won
})

/** Each statement's answer reaches the code that asked when the scheduler says so. */
function oneStatementAtATime(scheduler: fc.Scheduler): KyselyPlugin {
  return {
    transformQuery: ({ node }) => node,
    transformResult: ({ result }) => scheduler.schedule(Promise.resolve(result)),
  }
}

/** Lets one statement after the other through; one that waits for a lock of the database is passed by. */
async function driven<T>(scheduler: fc.Scheduler, all: Promise<T>): Promise<T> {
  let over = false
  const done = all.finally(() => {
    over = true
  })
  done.catch(() => undefined) // the caller hears of it
  while (!over) {
    if (scheduler.count() > 0) await scheduler.waitOne()
    await nextTurn()
  }
  return done
}

interface Opened {
  readonly sessionId: string
  readonly jti: string
}

async function open(): Promise<Opened> {
  const proof = { type: 'password', rehashed: undefined } as const
  const now = clock.now()
  const opened = await openSession(auth.db, { user, proof, amr: ['pwd'], origin: OURSELVES, now })
  if (opened === undefined) throw new Error('the session was not opened')
  return opened.head
}

function end(db: AuthDatabase, { sessionId, jti }: Opened) {
  const expiresAt = new Date(clock.now())
  const proof = { kind: 'refresh', jti, sessionId, userId: user.id, expiresAt } as const
  return logOut(db, { proofs: [proof], scope: 'local', origin: OURSELVES, clock })
}

function refresh(db: AuthDatabase, { sessionId }: Opened, jti: string) {
  const who = { iss: 'i', aud: 'a', sub: user.id, sid: sessionId }
  const claims: RefreshClaims = { ...who, jti, iat: 0, exp: 1 }
  return rotate(db, { claims, origin: OURSELVES, clock })
}

async function actionsOf(sessionId: string): Promise<readonly string[]> {
  const rows = await auth.db
    .selectFrom('audit_log')
    .select('action')
    .where('session_id', '=', sessionId)
    .orderBy('id')
    .execute()
  return rows.map(({ action }) => action)
}

function tokensOf(sessionId: string) {
  return auth.db
    .selectFrom('refresh_tokens')
    .select(['jti', 'used_at'])
    .where('session_id', '=', sessionId)
    .execute()
}
