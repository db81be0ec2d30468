import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'

import { signAccessToken } from '@argus/access/sign'
import { ACCESS_AUDIENCE, ACCESS_TOKEN_SECONDS, TOKEN_ISSUER } from '@argus/contracts/claims'
import type { Grant, Principal } from '@argus/contracts/grant'
import { principalsBodySchema } from '@argus/contracts/http/internal'
import type { Notice } from '@argus/contracts/notice'

export const SERVICE_TOKEN = 'a credential between services, for tests alone'

/** Auth as a watcher meets it: a small real server that answers from the contracts. */
export interface AuthService extends AsyncDisposable {
  readonly url: string
  /** Answers nothing but 503 while it is set. */
  away: boolean
  /** Logs somebody in: a live session with these grants, and an access token for it. */
  logIn(
    grants: readonly Grant[],
    token?: Partial<TokenChoice>,
  ): { token: string; userId: string; end(): void }
  /** The signing key is revoked, another takes its place; whoever asks for Notices hears of it. */
  revokeKey(): void
}

interface TokenChoice {
  /** How long ago the user proved who they are, in milliseconds; nobody did where it is missing. */
  readonly provedAgo: number | undefined
  readonly audience: string
  /** Seconds since the epoch. */
  readonly issuedAt: number
}

export async function startAuthService(): Promise<AuthService> {
  let key = newKey()
  const notices: Notice[] = []
  const sessions = new Map<string, Principal>()
  let away = false

  const server = createServer((request, response) => {
    const answer = async (): Promise<object | undefined> => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://auth')
      if (pathname === '/.well-known/jwks.json') return { keys: [key.jwk] }
      if (request.headers.authorization !== `Bearer ${SERVICE_TOKEN}`) return undefined
      if (pathname === '/internal/notices') {
        const after = Number(searchParams.get('after') ?? notices.length)
        return { first: 1, last: notices.length, notices: notices.slice(after) }
      }
      const { sids } = principalsBodySchema.parse(await json(request))
      return {
        sessions: sids.map((sid) => {
          const principal = sessions.get(sid)
          return principal === undefined ? { active: false } : { active: true, principal }
        }),
      }
    }
    if (away) {
      response.writeHead(503).end()
      return
    }
    answer().then(
      (body) => response.writeHead(body === undefined ? 401 : 200).end(JSON.stringify(body)),
      () => response.writeHead(500).end(),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined

  return {
    url: `http://127.0.0.1:${port}`,
    get away() {
      return away
    },
    set away(value) {
      away = value
    },
    logIn(grants, choice = {}) {
      const { audience = ACCESS_AUDIENCE, issuedAt = Math.floor(Date.now() / 1_000) } = choice
      const [userId, sessionId] = [randomUUID(), randomUUID()]
      sessions.set(sessionId, {
        userId,
        sessionId,
        email: 'reader@example.org',
        authzVersion: 1,
        grants: [...grants],
        ...(choice.provedAgo !== undefined && { provedAt: Date.now() - choice.provedAgo }),
      })
      const claims = {
        iss: TOKEN_ISSUER,
        aud: audience,
        sub: userId,
        sid: sessionId,
        jti: randomUUID(),
        iat: issuedAt,
        exp: issuedAt + ACCESS_TOKEN_SECONDS,
        client_id: 'console',
      }
      return {
        token: signAccessToken(claims, key),
        userId,
        end: () => void sessions.delete(sessionId),
      }
    },
    revokeKey() {
      const what = { type: 'keys_changed' as const, revoked: [key.kid] }
      notices.push({ seq: notices.length + 1, at: Date.now(), what })
      key = newKey()
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const kid = randomUUID()
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }
  return { kid, key: privateKey, jwk }
}

/** The administration of clusters, of one or of all. */
export function clusterAdministrator(cluster: string | null = null): Grant {
  const permissions = [{ apiGroup: 'argus.internal', resource: 'clusters', verb: '*' as const }]
  return { role: 'operator', cluster, namespace: null, permissions }
}

/** Who sets up plugins, on one cluster or on all. */
export function pluginOperator(cluster: string | null = null): Grant {
  const permissions = [{ apiGroup: 'argus.internal', resource: 'plugins', verb: '*' as const }]
  return { role: 'operator', cluster, namespace: null, permissions }
}

/** Everything but what a `*` never covers, in one cluster or everywhere. */
export function reader(cluster: string | null, namespace: string | null = null): Grant {
  const permissions = (['get', 'list', 'watch'] as const).map((verb) => ({
    apiGroup: '*',
    resource: '*',
    verb,
  }))
  return { role: 'viewer', cluster, namespace, permissions }
}
