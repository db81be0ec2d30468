import type { LiveClient } from '@argus/live-client/client'
import type { LiveEvent, LiveRequest } from '@argus/live-client/live-event'

import { Failure } from '../failure.ts'

export interface Following {
  readonly client: LiveClient
  readonly requests: readonly LiveRequest[]
  readonly signal: AbortSignal
  /** Told batch by batch, in order. What it throws ends all. */
  readonly told: (events: readonly LiveEvent[]) => void | Promise<void>
  /** Told once the connection is lost for longer than a reconnect takes, and once it is back. */
  readonly lost: (why: string | undefined) => void
}

/** So long a lost connection is nothing to speak of. */
const QUIET_MS = 5_000

/**
 * Follows all requests until the signal aborts. Throws a Failure where one of them ends, or where dialling again cannot help:
 * the session is over, or this argus and the gateway do not understand each other.
 */
export async function follow(following: Following): Promise<void> {
  const { client, requests, told } = following
  const over = new AbortController()
  const signal = AbortSignal.any([following.signal, over.signal])
  const tasks = [
    ...requests.map(async (request) => {
      for await (const events of client.subscribe(request, signal)) {
        await told(events)
        for (const event of events) if (event.type === 'ended') throw ended(event)
      }
    }),
    watchConnection(following, signal),
  ]
  try {
    await Promise.all(tasks)
  } finally {
    over.abort()
  }
}

async function watchConnection({ client, lost }: Following, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let told = false
  try {
    for await (const { state, downSince, loss } of client.connections(signal)) {
      if (state.phase === 'stopped') throw stopped(state.loss.reason)
      if (downSince === undefined) {
        clearTimeout(timer)
        timer = undefined
        if (told) lost(undefined)
        told = false
      } else if (!told)
        timer ??= setTimeout(() => {
          told = true
          lost(loss?.reason ?? 'no answer')
        }, QUIET_MS)
    }
  } finally {
    clearTimeout(timer)
  }
}

function stopped(why: string): Failure {
  return new Failure({
    code: 'not_logged_in',
    happened: 'Argus ended the connection',
    why,
    next: 'Look at who you are (argus whoami), or log in again: argus login.',
  })
}

function ended({ code, message }: Extract<LiveEvent, { type: 'ended' }>): Failure {
  return new Failure({
    code,
    happened: 'Nothing more is followed',
    why: message.replace(/\.$/, ''),
    next: code === 'bad_selector' ? 'Look at -l, --where and --health.' : undefined,
  })
}
