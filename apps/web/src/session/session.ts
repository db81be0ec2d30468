import {
  logoutAnswerSchema,
  meSchema,
  secondFactorAskedSchema,
  tokensSchema,
  type SecondFactorAsked,
  type Tokens,
} from '@argus/contracts/http/auth'
import { SignedOutError, type AccessToken, type TokenRequest } from '@argus/live-client/options'
import { z } from 'zod'

import { call, tell } from './api.ts'
import { ApiError } from './api-error.ts'
import { sessionIdOf } from './session-id.ts'
import type { TabChannel } from './tab-channel.ts'

/** Why nobody is logged in here; `none`: nobody was; `replaced`: somebody logged in in another tab. */
export type OutReason = 'none' | 'ended' | 'logged_out' | 'other_tab' | 'replaced'

export type SessionState =
  | { readonly phase: 'starting' }
  | { readonly phase: 'in' }
  /** Somebody is logged in by a password that another chose: nothing answers until they have one of their own. */
  | { readonly phase: 'new_password' }
  | { readonly phase: 'out'; readonly reason: OutReason }
  /** Whether somebody is logged in cannot be asked now. */
  | { readonly phase: 'unavailable'; readonly error: ApiError }

/**
 * One log-in. The access token lives in this object and nowhere else; the refresh token is in a cookie that no script
 * can read. Of all tabs one refreshes and tells the others.
 */
export class Session {
  readonly #tabs: TabChannel
  readonly #listeners = new Set<() => void>()
  #state: SessionState = { phase: 'starting' }
  #token: AccessToken | undefined
  #refreshing: Promise<AccessToken> | undefined
  #loggingOut = false

  constructor(tabs: TabChannel) {
    this.#tabs = tabs
    tabs.listen((message) => {
      if (message.type === 'token') this.#take(message)
      else if (message.type === 'out') this.#leftElsewhere()
      else if (this.#token !== undefined && this.#lasts(this.#token))
        tabs.tell({ type: 'token', ...this.#token })
    })
  }

  readonly state = (): SessionState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Finds out whether somebody is logged in: from another tab, else from the cookie. */
  async start(): Promise<void> {
    this.#tabs.tell({ type: 'ask' })
    await new Promise((resolve) => setTimeout(resolve, TAB_ANSWER_MS))
    if (this.#token !== undefined) return
    try {
      await this.#refresh()
    } catch (error) {
      // The state says what came of it; whoever shows it decides when to try again.
      if (!(error instanceof SignedOutError) && !(error instanceof ApiError)) throw error
    }
  }

  /** Answers what is still asked for, where the password alone is not enough. Throws an ApiError. */
  async logIn(email: string, password: string): Promise<SecondFactorAsked | undefined> {
    const answered = await call({
      path: '/api/auth/login',
      method: 'POST',
      body: { email, password, cookie: true },
      answer: loginAnswerSchema,
    })
    if ('challenge' in answered) return answered
    await this.#enter(answered)
    return undefined
  }

  /** The second half of a login. Throws an ApiError; `unauthenticated`: it must begin again. */
  async giveFactor(challenge: string, factor: GivenFactor): Promise<void> {
    const tokens = await call({
      path: '/api/auth/login/second-factor',
      method: 'POST',
      body: { challenge, ...factor, cookie: true },
      answer: tokensSchema,
    })
    await this.#enter(tokens)
  }

  /** In with what a browser says of a passkey, for the challenge that auth gave. Throws an ApiError. */
  async logInByPasskey(challenge: string, credential: unknown): Promise<void> {
    const body = { challenge, credential, cookie: true }
    const request = { path: '/api/auth/passkey', method: 'POST', body } as const
    await this.#enter(await call({ ...request, answer: tokensSchema }))
  }

  /** Replaces the password that somebody else chose; then the log-in goes on. Throws an ApiError. */
  async changePassword(current: string, password: string): Promise<void> {
    const token = await this.token({ fresh: false })
    const body = { current, password }
    await tell({ path: '/api/users/me/password', method: 'PUT', body, token: token.text })
    this.#tabs.tell({ type: 'token', ...token })
    this.#become({ phase: 'in' })
  }

  /** Proves again who one is, for what is dangerous; the session goes on with new tokens. Throws an ApiError. */
  async stepUp(proof: StepUpProof): Promise<void> {
    const { text } = await this.token({ fresh: false })
    const request = { path: '/api/auth/step-up', method: 'POST', body: proof, token: text } as const
    // It replaces the refresh token, so no tab may change the old one meanwhile.
    await this.#tabs.alone(async () =>
      this.#announce(await call({ ...request, answer: tokensSchema })),
    )
  }

  /** What a page of a logged-in session finds out. */
  passwordMustChange(): void {
    if (this.#state.phase === 'in') this.#become({ phase: 'new_password' })
  }

  /** Resolves only once the session is over for good; throws an ApiError where that could not be stored. */
  async logOut(): Promise<void> {
    this.#loggingOut = true
    try {
      await call({
        path: '/api/auth/logout',
        method: 'POST',
        body: {},
        answer: logoutAnswerSchema,
        ...(this.#token !== undefined && { token: this.#token.text }),
      })
      this.#tabs.tell({ type: 'out' })
      this.#leave('logged_out')
    } finally {
      this.#loggingOut = false
    }
  }

  /** The gateway closed the socket for good. Where that is our own log-out, its answer says the rest. */
  ended(): void {
    if (!this.#loggingOut) this.#leave('ended')
  }

  /** A token that lasts for a while; rejects with SignedOutError, or with an ApiError that may pass. */
  readonly token = async ({
    fresh,
    used,
  }: Pick<TokenRequest, 'fresh' | 'used'>): Promise<AccessToken> => {
    if (this.#state.phase === 'out') throw new SignedOutError('nobody is logged in')
    const known = this.#token
    // Another tab may have brought a newer one than whoever asks has used.
    const enough = !fresh || (used !== undefined && known?.text !== used)
    if (enough && known !== undefined && this.#lasts(known)) return known
    return this.#refresh()
  }

  #refresh(): Promise<AccessToken> {
    const known = this.#token
    this.#refreshing ??= this.#tabs
      .alone(async () => {
        // While this tab waited for its turn another may have brought what it wants.
        if (this.#token !== known && this.#token !== undefined) return this.#token
        return this.#fetchToken()
      })
      .finally(() => {
        this.#refreshing = undefined
      })
    return this.#refreshing
  }

  async #fetchToken(): Promise<AccessToken> {
    try {
      const request = { path: '/api/auth/refresh', method: 'POST', body: {} } as const
      const token = this.#announce(await call({ ...request, answer: tokensSchema }))
      if (this.#token === undefined) throw new SignedOutError('another session took its place')
      return token
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.passing) {
        if (this.#state.phase !== 'in') this.#become({ phase: 'unavailable', error })
        throw error
      }
      this.#leave(this.#state.phase === 'in' ? 'ended' : 'none')
      throw new SignedOutError('the session is over', { cause: error })
    }
  }

  /** The first token of a session; asked first, so that no page opens before its time. */
  async #enter(tokens: Tokens): Promise<void> {
    const me = { path: '/api/auth/me', token: tokens.access_token, answer: meSchema } as const
    if (!(await call(me)).mustChangePassword) {
      this.#announce(tokens)
      return
    }
    this.#token = tokenOf(tokens)
    this.#become({ phase: 'new_password' })
  }

  #announce(tokens: Tokens): AccessToken {
    const token = tokenOf(tokens)
    this.#take(token)
    this.#tabs.tell({ type: 'token', ...token })
    return token
  }

  /** What is on the page was read by one session, so a token of another ends it here: it must not go on as somebody else. */
  #take({ text, expiresAt }: AccessToken): void {
    const known = this.#token
    if (known !== undefined && sessionIdOf(known.text) !== sessionIdOf(text))
      return this.#leave('replaced')
    this.#token = { text, expiresAt }
    // A new token changes nothing about a password that must be replaced.
    if (!['in', 'new_password'].includes(this.#state.phase)) this.#become({ phase: 'in' })
  }

  /** The socket may have been closed before the word of the other tab came: then that explains it. */
  #leftElsewhere(): void {
    if (this.#state.phase === 'out' && this.#state.reason === 'ended')
      this.#become({ phase: 'out', reason: 'other_tab' })
    else this.#leave('other_tab')
  }

  #leave(reason: OutReason): void {
    this.#token = undefined
    if (this.#state.phase !== 'out') this.#become({ phase: 'out', reason })
  }

  #become(state: SessionState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }

  #lasts({ expiresAt }: AccessToken): boolean {
    return expiresAt - Date.now() > LEAST_LIFE_MS
  }
}

/** A code of an app, one from paper, or what a browser says of a passkey. */
export type GivenFactor =
  | { readonly code: string }
  | { readonly recovery_code: string }
  | { readonly passkey: unknown }

/** The password, with a code where second factors are enrolled; or a passkey alone. */
export type StepUpProof =
  | { readonly password: string; readonly code?: string; readonly recovery_code?: string }
  | { readonly passkey: { readonly challenge: string; readonly credential: unknown } }

const loginAnswerSchema = z.union([tokensSchema, secondFactorAskedSchema])

const tokenOf = ({ access_token: text, expires_in: seconds }: Tokens): AccessToken => ({
  text,
  expiresAt: Date.now() + seconds * 1_000,
})

/** Other tabs answer within a frame or two, where there are any. */
const TAB_ANSWER_MS = 40
/** A token about to expire would only be refused on its way. */
const LEAST_LIFE_MS = 15_000
