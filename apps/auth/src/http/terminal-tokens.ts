import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'

import type { Events } from '../events.ts'
import type { Announcer } from '../ledger/announcer.ts'
import type { RequestOrigin } from '../ledger/request-origin.ts'
import type { TerminalLogin } from '../session/terminal/reuse.ts'
import { signPair } from '../token/sign.ts'
import type { SigningKeys } from '../token/signing-keys.ts'
import { countFailedLogIn } from '../user/log-in-rate.ts'
import type { Reply } from './call.ts'
import { tokensReply } from './tokens-reply.ts'

export interface TerminalTokensOptions {
  readonly db: AuthDatabase
  readonly keys: SigningKeys
  readonly announcer: Announcer
  readonly clock: { now(): number }
  readonly events: Events
}

/** The tokens that a terminal's code earned; one refusal for every code that earned none, counted as a failed log-in. */
export async function terminalTokens(
  { db, keys, announcer, clock, events }: TerminalTokensOptions,
  login: TerminalLogin,
  origin: RequestOrigin,
): Promise<Reply> {
  const now = clock.now()
  if (login.type === 'reused') announcer.announce(login.notices)
  if (login.type !== 'in') {
    await countFailedLogIn(db, { origin, known: false }, now)
    events.loginFailed()
    throw new Refusal(
      'login_expired',
      'this log-in is over: nobody confirmed it in time, or it was used before; run argus login again',
    )
  }
  const { head, notices } = login.opened
  announcer.announce(notices)
  events.loggedIn({ userId: head.userId, sessionId: head.sessionId })
  return tokensReply(await signPair(head, keys, now), undefined)
}
