import { terminalLoginEndpoints } from '@argus/contracts/http/terminal-logins'

import { exchangeLoginCode, issueLoginCode, LOGIN_CODE_MS } from '../session/terminal/login-code.ts'
import { countBegunProof } from '../user/begin-rate.ts'
import { requireLogInRate } from '../user/log-in-rate.ts'
import { json } from './call.ts'
import { guarded, open, type Route } from './route.ts'
import { terminalTokens, type TerminalTokensOptions } from './terminal-tokens.ts'

/** The log-in of a terminal by the browser of its own machine (RFC 8252), with a proof of possession (RFC 7636). */
export function authorize(options: TerminalTokensOptions): readonly Route[] {
  const { db, clock } = options
  return [
    guarded(terminalLoginEndpoints.authorize, async ({ body }, { session, origin }) => {
      const now = clock.now()
      await countBegunProof(db, session.userId, { origin, now })
      const { code_challenge: challenge, redirect_uri: redirectUri, terminal } = body
      const asked = { session, challenge, redirectUri, terminal, origin, now }
      const code = await issueLoginCode(db, asked)
      return { ...json({ code, expires_in: LOGIN_CODE_MS / 1_000 }), status: 201 }
    }),
    open(terminalLoginEndpoints.exchange, async ({ body }, { origin }) => {
      const now = clock.now()
      await requireLogInRate(db, { origin, known: false }, now)
      const { code, code_verifier: verifier, redirect_uri: redirectUri } = body
      const login = await exchangeLoginCode(db, { code, verifier, redirectUri, origin, now })
      return terminalTokens(options, login, origin)
    }),
  ]
}
