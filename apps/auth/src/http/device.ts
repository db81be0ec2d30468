import { terminalLoginEndpoints } from '@argus/contracts/http/terminal-logins'
import { Refusal } from '@argus/contracts/refusal-code'
import type { Seals } from '@argus/db/seal'

import {
  beginDeviceLogin,
  decideDeviceLogin,
  DEVICE_LOGIN_MS,
  findDeviceLogin,
  type DeviceDecision,
} from '../session/terminal/device-login.ts'
import { INTERVAL_SECONDS } from '../session/terminal/device-turn.ts'
import { pollDevice } from '../session/terminal/poll-device.ts'
import { countBegunLogIn } from '../user/begin-rate.ts'
import { requireLogInRate } from '../user/log-in-rate.ts'
import { countUserCode } from '../user/user-code-rate.ts'
import { done, json, type Caller, type Reply } from './call.ts'
import { guarded, open, type Route } from './route.ts'
import { terminalTokens, type TerminalTokensOptions } from './terminal-tokens.ts'

export interface DeviceOptions extends TerminalTokensOptions {
  readonly config: { readonly consoleOrigins: readonly string[] }
  readonly seals: Seals
}

/** The log-in of a terminal without a browser (RFC 8628). */
export function device(options: DeviceOptions): readonly Route[] {
  const { db, clock } = options
  return [
    begin(options),
    guarded(terminalLoginEndpoints.findDevice, async ({ body }, { session, origin }) => {
      const now = clock.now()
      await countUserCode(db, session.userId, { origin, now })
      const found = await findDeviceLogin(options, { userCode: body.user_code, now })
      if (found === undefined) throw nothingWaits()
      return json(found)
    }),
    guarded(terminalLoginEndpoints.approveDevice, ({ body }, caller) =>
      decide(options, { ...caller, userCode: body.user_code, decision: 'approved' }),
    ),
    guarded(terminalLoginEndpoints.denyDevice, ({ body }, caller) =>
      decide(options, { ...caller, userCode: body.user_code, decision: 'denied' }),
    ),
    poll(options),
  ]
}

function begin(options: DeviceOptions): Route {
  const { config, db, clock } = options
  return open(terminalLoginEndpoints.beginDevice, async ({ body }, { origin }) => {
    const [console] = config.consoleOrigins
    if (console === undefined)
      throw new Refusal(
        'not_found',
        'this installation names no address of its console (ARGUS_ALLOWED_ORIGINS), so there is no page to type a code on; log in with a password',
      )
    const now = clock.now()
    await countBegunLogIn(db, { origin, now })
    const asking = { terminal: body.terminal, origin, now }
    const { deviceCode, userCode } = await beginDeviceLogin(options, asking)
    // The code is not in the address: a link that needs one click more would be what a thief sends (RFC 8628 §5.4).
    return json({
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: `${console}/device`,
      expires_in: DEVICE_LOGIN_MS / 1_000,
      interval: INTERVAL_SECONDS,
    })
  })
}

type Deciding = Pick<Caller, 'session' | 'origin'> & Pick<DeviceDecision, 'userCode' | 'decision'>

async function decide(
  options: DeviceOptions,
  { session, origin, userCode, decision }: Deciding,
): Promise<Reply> {
  const now = options.clock.now()
  await countUserCode(options.db, session.userId, { origin, now })
  const decided = { userCode, decision, session, origin, now }
  if (!(await decideDeviceLogin(options, decided))) throw nothingWaits()
  return done()
}

const nothingWaits = (): Refusal =>
  new Refusal(
    'not_found',
    'nothing waits for this code: it was mistyped, decided already, or its ten minutes are over',
  )

function poll(options: DeviceOptions): Route {
  const { db, clock } = options
  return open(terminalLoginEndpoints.exchangeDevice, async ({ body }, { origin }) => {
    const now = clock.now()
    await requireLogInRate(db, { origin, known: false }, now)
    const answer = await pollDevice(db, { deviceCode: body.device_code, origin, now })
    switch (answer.type) {
      case 'pending':
        throw new Refusal('authorization_pending', 'nobody has let this terminal in yet', {
          retryAfterMs: answer.intervalSeconds * 1_000,
        })
      case 'slow_down':
        throw new Refusal('slow_down', 'this terminal asks too often', {
          retryAfterMs: answer.intervalSeconds * 1_000,
        })
      case 'denied':
        throw new Refusal('access_denied', 'this terminal was refused in the console')
      case 'in':
      case 'over':
      case 'reused':
        return terminalTokens(options, answer, origin)
    }
  })
}
