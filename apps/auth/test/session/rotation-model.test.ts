import type { RefreshClaims } from '@argus/contracts/claims'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { ManualClock } from '@argus/testkit/manual-clock'
import fc from 'fast-check'

import { OURSELVES } from '../../src/ledger/request-origin.ts'
import { logOut } from '../../src/session/log-out.ts'
import { openSession } from '../../src/session/open.ts'
import { rotate, type Rotated } from '../../src/session/rotate.ts'
import { GRACE_MS } from '../../src/session/rotation.ts'
import { userByEmail, type User } from '../../src/user/users.ts'
import { addUser, startTestAuth, type TestAuth } from '../auth-service.ts'

let auth: TestAuth
let user: User
const clock = new ManualClock()
beforeAll(async () => {
  auth = await startTestAuth()
  await addUser(auth.db, { email: 'model@example.test' })
  const found = await userByEmail(auth.db, 'model@example.test')
  if (found === undefined) throw new Error('the user is not there')
  user = found
})
afterAll(() => auth[Symbol.asyncDispose]())

/** One Session and every refresh token that it ever gave, the first one first. */
class Chain {
  readonly #sessionId: string
  readonly tokens: string[]

  constructor(sessionId: string, first: string) {
    this.#sessionId = sessionId
    this.tokens = [first]
  }

  static async open(): Promise<Chain> {
    const opened = await openSession(auth.db, {
      user,
      proof: { type: 'password', rehashed: undefined },
      amr: ['pwd'],
      origin: OURSELVES,
      now: clock.now(),
    })
    if (opened === undefined) throw new Error('the session was not opened')
    return new Chain(opened.head.sessionId, opened.head.jti)
  }

  async refresh(token: string): Promise<Rotated> {
    const claims: RefreshClaims = {
      iss: 'i',
      aud: 'a',
      sub: user.id,
      sid: this.#sessionId,
      jti: token,
      iat: 0,
      exp: 1,
    }
    const rotated = await rotate(auth.db, { claims, origin: OURSELVES, clock })
    if (rotated.type === 'granted' && !this.tokens.includes(rotated.head.jti))
      this.tokens.push(rotated.head.jti)
    return rotated
  }

  async logOut(token: string): Promise<void> {
    const proof = {
      kind: 'refresh',
      jti: token,
      sessionId: this.#sessionId,
      userId: user.id,
      expiresAt: new Date(clock.now()),
    } as const
    await logOut(auth.db, { proofs: [proof], scope: 'local', origin: OURSELVES, clock })
  }

  async heads(): Promise<string[]> {
    const rows = await auth.db
      .selectFrom('refresh_tokens')
      .select('jti')
      .where('session_id', '=', this.#sessionId)
      .where('used_at', 'is', null)
      .execute()
    return rows.map(({ jti }) => jti)
  }

  async history(): Promise<string[]> {
    const rows = await auth.db
      .selectFrom('audit_log')
      .select('action')
      .where('session_id', '=', this.#sessionId)
      .orderBy('id')
      .execute()
    return rows.map(({ action }) => action)
  }
}

/** What a chain should do, written apart from the code: when each token was used, and whether the Session is over. */
class Model {
  readonly used: (number | undefined)[] = [undefined]
  over = false
  actions = ['login.ok']

  refresh(index: number, now: number): 'successor' | 'head' | 'refused' {
    if (this.over) return 'refused'
    const usedAt = this.used[index]
    if (usedAt === undefined) {
      this.used[index] = now
      this.used.push(undefined)
      this.actions.push('refresh.rotated')
      return 'successor'
    }
    if (now - usedAt <= GRACE_MS) {
      this.actions.push('refresh.replayed_in_grace')
      return 'head'
    }
    this.over = true
    this.actions.push('refresh.reuse_detected')
    return 'refused'
  }

  logOut(): void {
    if (!this.over) this.actions.push('logout')
    this.over = true
  }
}

type Step =
  | { readonly type: 'refresh'; readonly which: number }
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'logout' }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('refresh' as const), which: fc.nat(5) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('wait' as const),
      ms: fc.constantFrom(1_000, 20_000, GRACE_MS, GRACE_MS + 1),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ type: 'logout' as const }) },
)

test('I1 I6 whatever is presented when, a chain does what its model does, with one head and one audit row a change', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const chain = await Chain.open()
      const model = new Model()
      for (const next of steps) {
        if (next.type === 'wait') await clock.advance(next.ms)
        else if (next.type === 'logout') {
          model.logOut()
          await chain.logOut(chain.tokens[0] ?? '')
        } else {
          // Counted from the newest: the head, its parent, and so on.
          const index = Math.max(0, chain.tokens.length - 1 - next.which)
          const before = chain.tokens.length
          const expected = model.refresh(index, clock.now())
          const rotated = await chain.refresh(chain.tokens[index] ?? '')
          expect(rotated.type === 'granted').toBe(expected !== 'refused')
          expect(chain.tokens.length).toBe(expected === 'successor' ? before + 1 : before)
          if (rotated.type === 'granted') expect(rotated.head.jti).toBe(chain.tokens.at(-1))
        }
        expect(await chain.heads()).toEqual([chain.tokens.at(-1)])
      }
      expect(await chain.history()).toEqual(model.actions)
    }),
    { numRuns: 60 },
  )
})

test('A-19 in whatever order log-out and refreshes are served, nothing is granted after the log-out has committed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.nat(4), async (scheduler, refreshes) => {
      const chain = await Chain.open()
      let loggedOut = false
      const granted: boolean[] = []
      const run = (name: string, work: () => Promise<void>): Promise<void> =>
        scheduler.schedule(Promise.resolve(), name).then(work)
      const all = [
        run('log-out', async () => {
          await chain.logOut(chain.tokens[0] ?? '')
          loggedOut = true
        }),
        ...Array.from({ length: refreshes + 1 }, (_, index) =>
          run(`refresh ${index}`, async () => {
            const after = loggedOut
            const rotated = await chain.refresh(chain.tokens.at(-1) ?? '')
            if (after) granted.push(rotated.type === 'granted')
          }),
        ),
      ]
      await scheduler.waitAll()
      await Promise.all(all)
      granted.push((await chain.refresh(chain.tokens.at(-1) ?? '')).type === 'granted')
      expect(granted).not.toContain(true)
    }),
    { numRuns: 60 },
  )
})

test('A-19 I1 log-out and refreshes at one moment: whoever wins, nothing can be refreshed afterwards', async () => {
  for (let rounds = 0; rounds < 20; rounds += 1) {
    const chain = await Chain.open()
    const [first = ''] = chain.tokens
    await Promise.all([
      ...Array.from({ length: 4 }, () => chain.refresh(first)),
      chain.logOut(first),
      ...Array.from({ length: 4 }, () => chain.refresh(first)),
    ])
    const after = await Promise.all(chain.tokens.map((token) => chain.refresh(token)))
    expect(after.map(({ type }) => type)).not.toContain('granted')
    expect(await chain.heads()).toHaveLength(1)
  }
})
