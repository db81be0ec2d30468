import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { json } from 'node:stream/consumers'

import { signAccessToken } from '@argus/access/sign'
import { openNoticePublisher } from '@argus/bus/notices'
import { ACCESS_AUDIENCE, TOKEN_ISSUER, type AccessClaims } from '@argus/contracts/claims'
import type { Grant, Principal } from '@argus/contracts/grant'
import { principalsBodySchema } from '@argus/contracts/http/internal'
import type { Notice } from '@argus/contracts/notice'

export const SERVICE_TOKEN = 'what services prove themselves with'

export interface Clock {
  now(): number
}

/** One login of a user of the fake auth. */
export interface Login {
  readonly userId: string
  readonly sessionId: string
  /** A fresh access token, with claims changed where a test wants that. */
  token(changed?: Partial<AccessClaims>): string
}

/**
 * Two small real servers that answer as auth does, from what a test commits: the key set, and the internal calls. It
 * announces what it commits on the bus, and its heartbeat.
 */
export interface FakeAuth extends AsyncDisposable {
  readonly url: string
  /** The internal port answers 503, as it does while its store is down. */
  storeDown: boolean
  /** Nothing answers at all, and nothing is announced. */
  away: boolean
  /** Whether commits are announced on the bus, or only found by who asks. */
  announcing: boolean
  login(grants: readonly Grant[], userId?: string): Login
  regrant(userId: string, grants: readonly Grant[]): Promise<Notice>
  revoke(login: Login): Promise<Notice>
  /** Another key signs; the one before stays published. Answers its name. */
  nextKey(): string
  /** The named key is published no more, and all are told. */
  revokeKey(kid: string): Promise<Notice>
  /** Both at once. */
  turnKey(): Promise<Notice>
  beat(): Promise<void>
  /** Answers about Sessions, true when they were asked for, travel until the returned function is called. */
  holdAnswers(): () => void
  /** How often Sessions were asked for. */
  readonly asked: number
  /** The next of these stops on its way, until it is let go. */
  hold(what: Held): Hold
  /** A genuine signature over whatever it is given. */
  sign(header: object, claims: object): string
}

/** The key set; the question about a Session before it was read; the answer to it. */
type Held = 'keys' | 'question' | 'answer'

interface Hold {
  /** Resolves when it has stopped there. */
  readonly reached: Promise<void>
  release(): void
}

interface User {
  grants: readonly Grant[]
  version: number
}

export async function startFakeAuth(redisUrl: string, clock: Clock): Promise<FakeAuth> {
  await using resources = new AsyncDisposableStack()
  const publisher = resources.use(await openNoticePublisher(redisUrl))
  let key = newKey()
  let published = [key]
  const users = new Map<string, User>()
  const sessions = new Map<string, string>()
  const notices: Notice[] = []
  const state = { storeDown: false, away: false, announcing: true, asked: 0 }
  let travelling = Promise.resolve()
  const holds = new Map<Held, { reach(): void; readonly released: Promise<void> }>()
  const pass = async (what: Held): Promise<void> => {
    const hold = holds.get(what)
    holds.delete(what)
    hold?.reach()
    await hold?.released
  }

  const principalOf = (sessionId: string): Principal | undefined => {
    const userId = sessions.get(sessionId)
    const user = userId === undefined ? undefined : users.get(userId)
    if (userId === undefined || user === undefined) return undefined
    const { version, grants } = user
    return {
      userId,
      sessionId,
      email: 'reader@argus.test',
      authzVersion: version,
      grants: [...grants],
    }
  }
  const answer = async (request: IncomingMessage): Promise<object> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://auth')
    if (pathname === '/.well-known/jwks.json') {
      await pass('keys')
      return { keys: published.map(({ jwk }) => jwk) }
    }
    if (request.headers.authorization !== `Bearer ${SERVICE_TOKEN}`) throw new Error('who is it?')
    if (state.storeDown) throw new Error('the store is down')
    if (pathname === '/internal/notices') return noticesAfter(notices, searchParams.get('after'))
    const { sids } = principalsBodySchema.parse(await json(request))
    await pass('question')
    const principals = sids.map(principalOf)
    state.asked += 1
    await travelling
    await pass('answer')
    return {
      sessions: principals.map((it) => (it ? { active: true, principal: it } : { active: false })),
    }
  }
  const server = createServer((request, response) => {
    if (state.away) return void request.socket.destroy()
    answer(request).then(
      (body) => response.end(JSON.stringify(body)),
      () => response.writeHead(503).end(),
    )
  })
  resources.defer(() => stop(server))
  const url = await listenOn(server)

  const beat = async (): Promise<void> => {
    if (state.away) return
    const store = state.storeDown ? 'down' : 'up'
    await publisher
      .publish({ type: 'heartbeat', seq: notices.length, store })
      .catch(() => undefined)
  }
  const commit = async (what: Notice['what']): Promise<Notice> => {
    const notice: Notice = { seq: notices.length + 1, at: clock.now(), what }
    notices.push(notice)
    if (state.announcing) await publisher.publish({ type: 'notices', notices: [notice] })
    return notice
  }
  const nextKey = (): string => {
    const { kid } = key
    key = newKey()
    published.push(key)
    return kid
  }
  const revokeKey = async (kid: string): Promise<Notice> => {
    published = published.filter((one) => one.kid !== kid)
    return commit({ type: 'keys_changed', revoked: [kid] })
  }
  const beating = setInterval(() => void beat(), 500)
  resources.defer(() => clearInterval(beating))

  const kept = resources.move()
  return Object.assign(state, {
    url,
    beat,
    holdAnswers() {
      const { promise, resolve } = Promise.withResolvers<void>()
      travelling = promise
      return resolve
    },
    hold(what: Held) {
      const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      holds.set(what, { reach: reached.resolve, released: released.promise })
      return { reached: reached.promise, release: released.resolve }
    },
    sign(header: object, claims: object) {
      const text = [header, claims].map((it) => base64url(JSON.stringify(it))).join('.')
      const signature = sign('sha256', Buffer.from(text), {
        key: key.key,
        dsaEncoding: 'ieee-p1363',
      })
      return `${text}.${signature.toString('base64url')}`
    },
    login(grants: readonly Grant[], userId: string = randomUUID()): Login {
      const sessionId = randomUUID()
      sessions.set(sessionId, userId)
      if (!users.has(userId)) users.set(userId, { grants, version: 1 })
      return {
        userId,
        sessionId,
        token(changed = {}) {
          const iat = Math.floor(clock.now() / 1_000)
          const claims: AccessClaims = {
            iss: TOKEN_ISSUER,
            aud: ACCESS_AUDIENCE,
            sub: userId,
            sid: sessionId,
            jti: randomUUID(),
            iat,
            exp: iat + 300,
            client_id: 'console',
            ...changed,
          }
          return signAccessToken(claims, key)
        },
      }
    },
    async regrant(userId: string, grants: readonly Grant[]) {
      const version = (users.get(userId)?.version ?? 0) + 1
      users.set(userId, { grants, version })
      return commit({ type: 'grants_changed', userId, authzVersion: version })
    },
    async revoke({ sessionId, userId }: Login) {
      sessions.delete(sessionId)
      return commit({ type: 'session_revoked', sessionId, userId })
    },
    nextKey,
    revokeKey,
    turnKey: () => revokeKey(nextKey()),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  })
}

function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const kid = randomUUID()
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }
  return { kid, key: privateKey, jwk }
}

const base64url = (text: string): string => Buffer.from(text).toString('base64url')

function noticesAfter(notices: readonly Notice[], after: string | null): object {
  const following = after === null ? [] : notices.filter(({ seq }) => seq > Number(after))
  return { first: notices.length > 0 ? 1 : 0, last: notices.length, notices: following }
}

async function listenOn(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}

async function stop(server: Server): Promise<void> {
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
}
