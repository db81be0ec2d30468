import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

import {
  pluginsAnswerSchema,
  type PluginEntry,
  type PluginManifest,
  type PluginsAnswer,
} from '@argus/contracts/plugin-manifest'
import { loginBodySchema, type Me, type SecondFactorAsked } from '@argus/contracts/http/auth'
import { meEndpoints } from '@argus/contracts/http/me'
import { mfaEndpoints } from '@argus/contracts/http/mfa'
import { passkeyEndpoints } from '@argus/contracts/http/passkeys'
import { passwordEndpoints } from '@argus/contracts/http/passwords'
import { SUBPROTOCOL } from '@argus/contracts/client-frame'
import { WebSocketServer } from 'ws'

import { sessionIdOf } from '../src/session/session-id.ts'
import { SmallClusters } from './small-clusters.ts'
import { SmallAccount, type SmallAnswer } from './small-account.ts'
import { SmallAudit } from './small-audit.ts'
import { SmallConnection, type Choose } from './small-connection.ts'
import { SmallPeople } from './small-people.ts'
import { SmallRoles } from './small-roles.ts'
import { SmallTerminals } from './small-terminals.ts'
import type { SmallTopic } from './small-topic.ts'

export const EMAIL = 'admin@argus.test'
export const PASSWORD = 'a password of these tests'
/** The user of these tests, by id. */
export const ME_ID = '6f1b3d4e-8a35-4f29-9b57-0d7f5b1f2c11'
export const CODE = '123456'
export const RECOVERY_CODE = 'abcd-efgh'

/** Auth, watcher and gateway in one small real server that speaks their contracts: what a browser needs to be tested. */
export class SmallArgus {
  readonly #http: Server
  readonly #sockets: WebSocketServer
  readonly topics: SmallTopic[] = []
  readonly connections = new Set<SmallConnection>()
  plugins: readonly (PluginManifest & Partial<PluginEntry>)[] = []
  /** Whose account it is. */
  email = EMAIL
  /** What they may do. */
  grants: Me['grants'] = []
  /** The database of the login service does not answer. */
  storeDown = false
  /** What a right password is asked for besides. */
  secondFactor: SecondFactorAsked['methods'] | undefined
  /** The password was chosen by somebody else. */
  mustChangePassword = false
  /** The name of the identity provider, where there is one. */
  provider: string | undefined
  /** The newest password that a user chose. */
  chosen: string | undefined
  /** How labels and expressions are answered. */
  choose: Choose = () => () => true
  /** What is kept of the user. */
  settings: Readonly<Record<string, unknown>> = {}
  /** What the user decides about themselves. */
  readonly account = new SmallAccount({ password: PASSWORD, code: CODE })
  /** How long an access token is good, in seconds. */
  tokenLifeS = 300
  readonly clusters = new SmallClusters()
  /** Who there is beside, for who administers them. */
  readonly people = new SmallPeople(() => this.account.proofOld)
  /** What others may do. */
  readonly roles = new SmallRoles()
  /** What happened. */
  readonly audit = new SmallAudit()
  /** Terminals that ask to be let in. */
  readonly terminals = new SmallTerminals(() => this.account.proofOld)
  /** New sockets are refused. */
  socketsRefused = false
  readonly refreshes: string[] = []
  /** Sockets that were opened so far. */
  dialled = 0
  readonly #sessions = new Set<string>()
  /** Logins that wait for their second factor, and how many wrong ones they have had. */
  readonly #challenges = new Map<string, number>()
  #counter = 0

  constructor() {
    this.#http = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error))
      })
    })
    this.#sockets = new WebSocketServer({ noServer: true, handleProtocols: () => SUBPROTOCOL })
    this.#http.on('upgrade', (request, socket, head) => {
      if (this.socketsRefused || request.url !== '/ws') return socket.destroy()
      this.#sockets.handleUpgrade(request, socket, head, (opened) => {
        const connection = new SmallConnection(opened, this.topics, {
          sessionOf: (token) => this.#sessionOf(token),
          choose: (filter) => this.choose(filter),
        })
        this.dialled += 1
        this.connections.add(connection)
        opened.on('close', () => this.connections.delete(connection))
      })
    })
  }

  static async start(): Promise<SmallArgus> {
    const argus = new SmallArgus()
    argus.#http.listen(0, '127.0.0.1')
    await once(argus.#http, 'listening')
    return argus
  }

  #sessionOf(token: string): string | undefined {
    const id = sessionIdOf(token)
    return id !== undefined && this.#sessions.has(id) ? id : undefined
  }

  get url(): string {
    const address = this.#http.address()
    if (address === null || typeof address === 'string') throw new Error('not listening')
    return `http://127.0.0.1:${address.port}`
  }

  /** Ends every session, as an administrator would. */
  revokeAll(): void {
    this.#sessions.clear()
    for (const connection of this.connections) connection.close(4501, 'session revoked')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate()
    const closed = once(this.#http, 'close')
    this.#http.close()
    this.#http.closeAllConnections()
    await closed
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    const session = /argus_rt=(\w+)/u.exec(request.headers.cookie ?? '')?.[1] ?? ''
    switch (`${request.method} ${request.url}`) {
      case 'POST /api/auth/login':
        return this.#logIn(body, response)
      case 'POST /api/auth/login/second-factor':
        return this.#takeFactor(body, response)
      case 'POST /api/auth/passkey/options':
        return send(response, 200, {
          challenge: 'Y2hhbGxlbmdl',
          rpId: 'localhost',
          userVerification: 'required',
        })
      case 'POST /api/auth/passkey':
        passkeyEndpoints.logIn.body.parse(body)
        this.#counter += 1
        return this.#open(response)
      case 'PUT /api/users/me/password':
        return this.#changePassword(body, response)
      case 'POST /api/auth/refresh':
        this.refreshes.push(session)
        return this.#sessions.has(session)
          ? this.#tokens(session, response)
          : refuse(response, 401, 'unauthenticated')
      case 'POST /api/auth/logout':
        return this.#logOut(session, response)
      case 'GET /api/auth/oidc':
        return send(
          response,
          200,
          this.provider === undefined
            ? { configured: false }
            : { configured: true, name: this.provider },
        )
      case 'GET /api/auth/oidc/login?return_to=%2Fexplore':
        return this.#enterByProvider(response)
      case 'GET /api/auth/me':
        return send(response, 200, {
          ...ME,
          email: this.email,
          grants: this.grants,
          mustChangePassword: this.mustChangePassword,
        })
      case 'POST /api/auth/step-up':
        return this.#proves(body)
          ? this.#tokens(session, response)
          : refuse(response, 401, 'invalid_credentials')
      case 'PUT /api/users/me/preferences':
        this.settings = meEndpoints.setPreferences.body.parse(body).settings
        return send(response, 200, { settings: this.settings, updatedAt: null })
      case 'GET /api/users/me/preferences':
        if (this.account.held) return refuse(response, 403, 'second_factor_required')
        return send(response, 200, { settings: this.settings, updatedAt: null })
      case 'GET /api/plugins':
        return send(response, 200, this.#pluginsAnswer())
      default: {
        const answer = this.#ask(`${request.method} ${request.url}`, body)
        if (answer === undefined) return refuse(response, 404, 'not_found')
        if (answer.status === 204) return void response.writeHead(204).end()
        if (answer.text === undefined) return send(response, answer.status, answer.body)
        response.writeHead(200, { 'Content-Type': 'application/x-ndjson' }).end(answer.text)
      }
    }
  }

  #pluginsAnswer(): PluginsAnswer {
    const plugins = this.plugins.map((plugin) => ({
      ...plugin,
      clusters: this.clusters.of(plugin.id),
    }))
    return pluginsAnswerSchema.parse({ plugins })
  }

  #proves(body: unknown): boolean {
    const proved = this.account.proves(body)
    if (proved) this.clusters.proofOld = false
    return proved
  }

  #ask(call: string, body: unknown): SmallAnswer | undefined {
    // A change of roles takes a recent proof, as the account's dangerous calls do.
    const isChange = /^(?:PUT|DELETE|POST) \/api\/roles(?!\/preview)/u.test(call)
    if (isChange && this.account.proofOld)
      return { status: 403, body: { error: 'prove', code: 'step_up_required' } }
    return (
      this.roles.answer(call, body) ??
      this.people.answer(call, body) ??
      this.account.answer(call, body) ??
      this.clusters.answer(call, body) ??
      this.terminals.answer(call, body) ??
      this.audit.answer(call)
    )
  }

  #logIn(body: unknown, response: ServerResponse): void {
    if (this.storeDown) return refuse(response, 503, 'unavailable')
    const { email, password } = loginBodySchema.parse(body)
    if (email !== EMAIL || password !== PASSWORD)
      return refuse(response, 401, 'invalid_credentials')
    this.#counter += 1
    if (this.secondFactor === undefined) return this.#open(response)
    const challenge = `challenge${this.#counter}`
    this.#challenges.set(challenge, 0)
    const asked: SecondFactorAsked = {
      challenge,
      methods: this.secondFactor,
      expires_in: 300,
      passkey: { challenge, rpId: 'localhost', userVerification: 'required' },
    }
    send(response, 202, asked)
  }

  #takeFactor(body: unknown, response: ServerResponse): void {
    const given = mfaEndpoints.secondFactor.body.parse(body)
    const { challenge, code, recovery_code: paper, passkey } = given
    const wrong = this.#challenges.get(challenge)
    if (wrong === undefined || wrong >= 2) return refuse(response, 401, 'unauthenticated')
    // Whether its signature is right is not what a page can get wrong.
    if (code === CODE || paper === RECOVERY_CODE || passkey !== undefined) {
      this.#challenges.delete(challenge)
      return this.#open(response)
    }
    this.#challenges.set(challenge, wrong + 1)
    refuse(response, 401, 'invalid_credentials')
  }

  #changePassword(body: unknown, response: ServerResponse): void {
    const { current, password } = passwordEndpoints.change.body.parse(body)
    if (current !== PASSWORD) return refuse(response, 401, 'invalid_credentials')
    if (password.length < 15)
      return send(response, 400, { error: 'it is too short', code: 'password_refused' })
    this.chosen = password
    this.mustChangePassword = false
    response.writeHead(204).end()
  }

  #open(response: ServerResponse): void {
    const session = `session${this.#counter}`
    this.#sessions.add(session)
    this.#tokens(session, response)
  }

  /** As the provider's pages do at their end: the browser is logged in, and back at what it asked for. */
  #enterByProvider(response: ServerResponse): void {
    this.#counter += 1
    const session = `session${this.#counter}`
    this.#sessions.add(session)
    const cookie = `argus_rt=${session}; Max-Age=3600; Path=/; HttpOnly; SameSite=Strict`
    response.writeHead(302, { 'Set-Cookie': cookie, Location: '/explore' }).end()
  }

  #logOut(session: string, response: ServerResponse): void {
    if (this.storeDown) return refuse(response, 503, 'unavailable')
    this.#sessions.delete(session)
    for (const connection of this.connections)
      if (connection.session === session) connection.close(4501, 'logged out')
    response.setHeader('Set-Cookie', 'argus_rt=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict')
    send(response, 200, { message: 'logged out' })
  }

  /** The access token names its session and bears no signature: these tests are about the page. */
  #tokens(session: string, response: ServerResponse): void {
    if (this.storeDown) return refuse(response, 503, 'unavailable')
    response.setHeader(
      'Set-Cookie',
      `argus_rt=${session}; Max-Age=3600; Path=/; HttpOnly; SameSite=Strict`,
    )
    this.#counter += 1
    send(response, 200, {
      access_token: tokenOf(session, this.#counter),
      token_type: 'Bearer',
      expires_in: this.tokenLifeS,
    })
  }
}

function tokenOf(session: string, number: number): string {
  return `e30.${Buffer.from(JSON.stringify({ sid: session, number })).toString('base64url')}.`
}

const ME: Me = {
  id: ME_ID,
  email: EMAIL,
  displayName: 'Admin',
  sessionId: '0a6a4a2c-5f0e-4d8e-9d2e-4f7f5b1f2c11',
  grants: [],
  mustChangePassword: false,
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}

function refuse(response: ServerResponse, status: number, code: string): void {
  send(response, status, { error: code, code })
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  const text = Buffer.concat(parts).toString()
  return text === '' ? undefined : JSON.parse(text)
}
