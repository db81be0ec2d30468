import { setTimeout as delay } from 'node:timers/promises'
import type { Tokens } from '@argus/contracts/http/auth'

import { type Login, logIn, refresh } from './session.ts'

export interface Callers extends AsyncDisposable {
  /** Calls that were not answered as they should be, also where they came again when told to, and how, each with its name. */
  readonly refused: readonly string[]
  /** How often a refresh token was exchanged for the next one. */
  readonly refreshed: number
}

export interface CallerOptions {
  readonly authUrl: string
  /** That of the development mode unless given. */
  readonly login?: Login
  /** Calls that need an access token, by a name. */
  readonly reads: Readonly<Record<string, string>>
  readonly paceMs: number
}

/** One session that calls on and on, and goes on with the next refresh token after each round, as a page does that is open all day. */
export async function startCallers({
  authUrl,
  login,
  reads,
  paceMs,
}: CallerOptions): Promise<Callers> {
  const stop = new AbortController()
  const refused: string[] = []
  let tokens: Tokens = await logIn(authUrl, login)
  let refreshed = 0
  const attempt = async (name: string, call: () => Promise<void>): Promise<void> => {
    const began = performance.now()
    try {
      await call()
    } catch (error) {
      const after = Math.round(performance.now() - began)
      refused.push(`${name}, after ${after} ms: ${String(error)}${causeOf(error)}`)
    }
  }
  const round = async (): Promise<void> => {
    await Promise.all(
      Object.entries(reads).map(([name, url]) =>
        attempt(name, () => read(url, tokens.access_token)),
      ),
    )
    await attempt('refresh', async () => {
      tokens = await refresh(authUrl, tokens)
      refreshed += 1
    })
  }
  const calling = (async () => {
    while (!stop.signal.aborted) {
      await round()
      await delay(paceMs)
    }
  })()
  return {
    refused,
    get refreshed() {
      return refreshed
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await calling
    },
  }
}

/** Who is told to come again in a moment does, once. */
async function read(url: string, token: string, again = true): Promise<void> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  const text = await response.text()
  const retryAfter = response.headers.get('retry-after')
  if (response.status === 503 && retryAfter !== null && again) {
    await delay(Number(retryAfter) * 1_000)
    await read(url, token, false)
  } else if (response.status !== 200) throw new Error(`${response.status} ${text}`)
}

/** What `fetch` says of a connection stands in its cause. */
function causeOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : ''
}
