import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'

import type { Principal } from '@argus/contracts/grant'
import { principalsBodySchema } from '@argus/contracts/http/internal'
import type { Notice } from '@argus/contracts/notice'

export const TOKEN = 'the credential between services'

/** A small real server that answers as auth's internal port does, from what a test commits to it. */
export interface FakeAuth extends AsyncDisposable {
  readonly url: string
  readonly last: number
  readonly polls: number
  readonly refused: number
  readonly principalCalls: readonly (readonly string[])[]
  away: boolean
  addSession(): Principal
  commit(what?: Notice['what']): Notice
  revoke(session: Principal): Notice
  /** The store goes back to how it was at a number. */
  restore(seq: number): void
  /** Answers about principals, read now, wait until the returned function is called. */
  holdPrincipals(): () => void
  [Symbol.asyncDispose](): Promise<void>
}

export async function startFakeAuth(): Promise<FakeAuth> {
  const sessions = new Map<string, Principal>()
  const principalCalls: string[][] = []
  let notices: Notice[] = []
  let held = Promise.resolve()
  const state = { polls: 0, refused: 0, away: false }

  const principals = async (request: IncomingMessage): Promise<object> => {
    const { sids } = principalsBodySchema.parse(await json(request))
    principalCalls.push(sids)
    const answers = sids.map((sid) => {
      const principal = sessions.get(sid)
      return principal === undefined ? { active: false } : { active: true, principal }
    })
    await held
    return { sessions: answers }
  }
  const noticesAfter = (after: string | null): object => {
    state.polls += 1
    const last = notices.at(-1)?.seq ?? 0
    const following = after === null ? [] : notices.filter(({ seq }) => seq > Number(after))
    return { first: notices[0]?.seq ?? last + 1, last, notices: following }
  }
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://auth')
    if (state.away || request.headers.authorization !== `Bearer ${TOKEN}`) {
      state.refused += 1
      response.writeHead(state.away ? 503 : 401).end()
      return
    }
    const answer =
      pathname === '/internal/principals'
        ? principals(request)
        : Promise.resolve(noticesAfter(searchParams.get('after')))
    answer.then(
      (body) => response.end(JSON.stringify(body)),
      () => response.writeHead(500).end(),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()

  const commit = (what?: Notice['what']): Notice => {
    const notice: Notice = {
      seq: (notices.at(-1)?.seq ?? 0) + 1,
      at: 0,
      what: what ?? { type: 'user_changed', userId: randomUUID() },
    }
    notices.push(notice)
    return notice
  }
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    get last() {
      return notices.at(-1)?.seq ?? 0
    },
    get polls() {
      return state.polls
    },
    get refused() {
      return state.refused
    },
    principalCalls,
    get away() {
      return state.away
    },
    set away(away) {
      state.away = away
    },
    addSession() {
      const principal: Principal = {
        userId: randomUUID(),
        sessionId: randomUUID(),
        email: 'someone@example.test',
        authzVersion: 1,
        grants: [],
      }
      sessions.set(principal.sessionId, principal)
      return principal
    },
    commit,
    revoke({ sessionId, userId }) {
      sessions.delete(sessionId)
      return commit({ type: 'session_revoked', sessionId, userId })
    },
    restore(seq) {
      notices = notices.filter((notice) => notice.seq <= seq)
    },
    holdPrincipals() {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return resolve
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
