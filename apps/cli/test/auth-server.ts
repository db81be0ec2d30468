import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { json } from 'node:stream/consumers'

import {
  authEndpoints,
  logoutBodySchema,
  refreshBodySchema,
  type Me,
  type Tokens,
} from '@argus/contracts/http/auth'
import { freePort } from '@argus/testkit/free-port'

/** What auth says of sessions: each refresh token is good for one use, and a second one ends the session at once. */
export interface AuthServer extends AsyncDisposable {
  readonly url: string
  /** How often tokens were changed. */
  readonly refreshes: number
  /** Makes the access tokens of now refused. */
  expire(): void
}

const ME: Me = {
  id: '0f0e0d0c-0b0a-4908-8706-050403020100',
  email: 'ada@example.com',
  displayName: 'Ada',
  sessionId: '0f0e0d0c-0b0a-4908-8706-050403020101',
  grants: [],
  mustChangePassword: false,
}

export interface AuthServerOptions {
  /** Seconds that its access tokens are good for. */
  readonly expiresIn?: number
  /** Speaks TLS with this certificate. */
  readonly certificate?: { readonly key: string; readonly cert: string }
}

export async function startAuthServer({
  expiresIn = 300,
  certificate,
}: AuthServerOptions = {}): Promise<AuthServer> {
  const sessions = new Map<string, { head: number; oldest: number }>()
  let refreshes = 0
  const tokens = (id: string): Tokens => {
    const session = sessions.get(id) ?? { head: 0, oldest: 0 }
    session.head += 1
    sessions.set(id, session)
    return {
      access_token: `access.${id}.${session.head}`,
      refresh_token: `refresh.${id}.${session.head}`,
      token_type: 'Bearer',
      expires_in: expiresIn,
    }
  }
  const answer = async (request: IncomingMessage): Promise<readonly [number, unknown]> => {
    const refused = [401, { error: 'not authenticated', code: 'unauthenticated' }] as const
    switch (request.url ?? '') {
      case authEndpoints.logIn.path:
        return [200, tokens(`s${sessions.size}`)]
      case authEndpoints.refresh.path: {
        const { refresh_token } = refreshBodySchema.parse(await json(request))
        const [, id = '', number] = refresh_token?.split('.') ?? []
        if (sessions.get(id)?.head !== Number(number)) {
          sessions.delete(id)
          return refused
        }
        refreshes += 1
        return [200, tokens(id)]
      }
      case authEndpoints.logOut.path: {
        const { refresh_token } = logoutBodySchema.parse(await json(request))
        sessions.delete(refresh_token?.split('.')[1] ?? '')
        return [200, { message: 'logged out' }]
      }
      case authEndpoints.me.path: {
        const [, id = '', number] = request.headers.authorization?.split('.') ?? []
        const session = sessions.get(id)
        return session === undefined || Number(number) <= session.oldest ? refused : [200, ME]
      }
      default:
        return [404, { error: 'there is no such call', code: 'not_found' }]
    }
  }
  const listener: RequestListener = (request, response) => {
    void answer(request).then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    })
  }
  const server =
    certificate === undefined ? createServer(listener) : createTlsServer(certificate, listener)
  const port = await freePort()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    get refreshes() {
      return refreshes
    },
    expire() {
      for (const session of sessions.values()) session.oldest = session.head
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
