import type { Authority, AuthorityEvent } from '@argus/access/authority'
import { CloseCode } from '@argus/contracts/close-code'
import type { Principal } from '@argus/contracts/grant'
import { expect, it } from '@jest/globals'

import { admit } from '../../src/admission/admit.ts'
import { Sessions, type Held } from '../../src/authority/sessions.ts'

const principal: Principal = {
  sessionId: 's',
  userId: 'u',
  email: 'reader@argus.test',
  authzVersion: 1,
  grants: [],
}

/** More turns than an admission takes from its first await to its last. */
const TURNS = 30

it.each(Array.from({ length: TURNS }, (_, turn) => turn))(
  'G-10 a revocation in turn %i of an admission leaves nobody in',
  async (turn) => {
    const hand = authorityByHand()
    const stop = new AbortController()
    const clock = { sleep: () => new Promise<void>(() => {}) }
    const keys = { isRevoked: () => false, keyFor: async () => undefined }
    const sessions = new Sessions({ authority: hand.authority, keys, clock, failed: fail })
    const following = sessions.follow(stop.signal)
    const ended: CloseCode[] = []
    const held = connectionOf(ended)

    const claims = { sub: 'u', sid: 's', exp: 1, iss: '', aud: '', jti: '', iat: 0, client_id: '' }
    const parts = {
      verify: async () => ({ valid: true, kid: 'k', claims }) as const,
      authority: hand.authority,
      keys,
    }
    const admitted = admit('token', parts, () => sessions.add(held))
    for (let passed = 0; passed < turn; passed += 1) await Promise.resolve()
    hand.revoke()
    const { type } = await admitted
    await new Promise((resolve) => setImmediate(resolve))

    expect(type === 'turned-away' || ended.includes(CloseCode.SessionRevoked)).toBe(true)
    stop.abort()
    hand.close()
    await following
  },
)

/** Auth's word given by hand, with the promise of `Authority`: a read that began before a Notice does not outlive it. */
function authorityByHand() {
  let alive = true
  const queue: AuthorityEvent[] = []
  let wake = Promise.withResolvers<void>()
  let closed = false
  const authority: Pick<Authority, 'principal' | 'events' | 'freshness'> = {
    freshness: 'fresh',
    async principal() {
      const answer = alive
      await Promise.resolve()
      await Promise.resolve()
      return answer && alive ? principal : undefined
    },
    async *events() {
      while (!closed) {
        yield* queue.splice(0)
        await wake.promise
        wake = Promise.withResolvers()
      }
    },
  }
  return {
    authority,
    revoke() {
      alive = false
      const what = { type: 'session_revoked', sessionId: 's', userId: 'u' } as const
      queue.push({ type: 'notice', notice: { seq: 1, at: 0, what } })
      wake.resolve()
    },
    close() {
      closed = true
      wake.resolve()
    },
  }
}

function connectionOf(ended: CloseCode[]): Held {
  return {
    principal,
    kid: 'k',
    suspend: () => undefined,
    resume: () => undefined,
    regrant: () => undefined,
    end: (code) => void ended.push(code),
  }
}

function fail(error: unknown): never {
  throw error
}
