import { terminalLoginEndpoints, type WaitingDevice } from '@argus/contracts/http/terminal-logins'

import type { SmallAnswer } from './small-account.ts'

/** Terminals that wait for a person in the console, as auth keeps them. */
export class SmallTerminals {
  /** The code that a terminal waits behind, and what it says of itself. */
  readonly waiting = new Map<string, WaitingDevice>()
  /** What was decided, by code. */
  readonly decided = new Map<string, 'approve' | 'deny'>()
  /** What codes were made for. */
  readonly allowed: object[] = []
  readonly #proofOld: () => boolean

  constructor(proofOld: () => boolean) {
    this.#proofOld = proofOld
  }

  /** Nothing where it is not about terminals. */
  answer(call: string, body: unknown): SmallAnswer | undefined {
    const [, what] =
      /^POST \/api\/auth\/(authorize|device\/find|device\/approve|device\/deny)$/u.exec(call) ?? []
    if (what === undefined) return undefined
    if ((what === 'authorize' || what === 'device/approve') && this.#proofOld())
      return { status: 403, body: { error: 'prove', code: 'step_up_required' } }
    if (what === 'authorize') {
      this.allowed.push(terminalLoginEndpoints.authorize.body.parse(body))
      return { status: 201, body: { code: 'a-code', expires_in: 60 } }
    }
    const { user_code: code } = terminalLoginEndpoints.findDevice.body.parse(body)
    const found = this.waiting.get(code)
    if (found === undefined)
      return { status: 404, body: { error: 'nothing waits', code: 'not_found' } }
    if (what === 'device/find') return { status: 200, body: found }
    this.waiting.delete(code)
    this.decided.set(code, what === 'device/approve' ? 'approve' : 'deny')
    return { status: 204 }
  }
}
