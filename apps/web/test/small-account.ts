import { apiKeysEndpoints, type ApiKey } from '@argus/contracts/http/api-keys'
import { mfaEndpoints } from '@argus/contracts/http/mfa'
import { passkeyEndpoints, type Passkey } from '@argus/contracts/http/passkeys'
import type { SessionView } from '@argus/contracts/http/sessions'

/** What a small Argus answers, and with which status. */
export interface SmallAnswer {
  readonly status: number
  readonly body?: unknown
  /** In place of a body: a file. */
  readonly text?: string
}

/** What a user decides about themselves, as auth keeps it: sessions, second factors, keys. */
export class SmallAccount {
  /** The last proof is too old for what is dangerous. */
  proofOld = false
  /** A second factor is asked of everybody. */
  factorAsked = false
  totp = false
  passkeys: Passkey[] = []
  sessions: SessionView[] = []
  keys: ApiKey[] = []
  readonly #right: { readonly password: string; readonly code: string }

  constructor(right: { readonly password: string; readonly code: string }) {
    this.#right = right
  }

  /** Nothing where it is not about the account. */
  answer(call: string, body: unknown): SmallAnswer | undefined {
    const [, method = '', path = '', id = ''] =
      /^(\w+) (.*?)(?:\/(id-\w+|[\da-f-]{36}))?$/u.exec(call) ?? []
    switch (`${method} ${path}`) {
      case 'GET /api/users/me':
        return this.#held() ?? { status: 200, body: PROFILE }
      case 'GET /api/users/me/mfa':
        return { status: 200, body: this.#factors() }
      case 'POST /api/users/me/mfa/recovery-codes':
        return this.#dangerous(() => ({ status: 200, body: RECOVERY_CODES }))
      case 'POST /api/auth/step-up/options':
        return { status: 200, body: { challenge: 'AAAA', rpId: 'localhost' } }
      case 'POST /api/users/me/mfa/totp':
        return this.#dangerous(() => ({ status: 200, body: SECRET }))
      case 'DELETE /api/users/me/mfa/totp':
        return this.#dangerous(() => {
          this.totp = false
          return { status: 204 }
        })
      case 'POST /api/users/me/mfa/totp/confirm':
        return this.#dangerous(() => this.#confirm(body))
      case 'POST /api/users/me/passkeys/options':
        return this.#dangerous(() => ({ status: 200, body: MAKE_PASSKEY }))
      case 'POST /api/users/me/passkeys':
        return this.#dangerous(() => this.#addPasskey(body))
      case 'PATCH /api/users/me/passkeys':
        return this.#rename(id, body)
      case 'DELETE /api/users/me/passkeys':
        return this.#dangerous(() => {
          this.passkeys = this.passkeys.filter((passkey) => passkey.id !== id)
          return { status: 204 }
        })
      case 'GET /api/auth/sessions':
        return { status: 200, body: { sessions: this.sessions } }
      case 'DELETE /api/auth/sessions':
        return this.#endSessions(id)
      case 'GET /api/auth/api-keys':
        return { status: 200, body: { apiKeys: this.keys, next: null } }
      case 'POST /api/auth/api-keys':
        return this.#dangerous(() => this.#makeKey(body))
      case 'DELETE /api/auth/api-keys':
        this.keys = this.keys.filter((key) => key.id !== id)
        return { status: 204 }
      default:
        return undefined
    }
  }

  /** Whether it is the right proof; then it is a recent one. */
  proves(body: unknown): boolean {
    const { password, code, passkey } = mfaEndpoints.stepUp.body.parse(body)
    const right = password === this.#right.password && (!this.totp || code === this.#right.code)
    if (!right && passkey === undefined) return false
    this.proofOld = false
    return true
  }

  /** The refusal of whoever must enrol first. */
  #held(): SmallAnswer | undefined {
    return this.held ? refusal(403, 'second_factor_required') : undefined
  }

  get held(): boolean {
    return this.factorAsked && !this.totp && this.passkeys.length === 0
  }

  #dangerous(act: () => SmallAnswer): SmallAnswer {
    return this.proofOld ? refusal(403, 'step_up_required') : act()
  }

  #factors(): unknown {
    return { totp: this.totp, recoveryCodesLeft: this.totp ? 2 : 0, passkeys: this.passkeys }
  }

  #confirm(body: unknown): SmallAnswer {
    if (mfaEndpoints.confirmTotp.body.parse(body).code !== this.#right.code)
      return refusal(401, 'invalid_credentials')
    this.totp = true
    return { status: 200, body: RECOVERY_CODES }
  }

  #addPasskey(body: unknown): SmallAnswer {
    const { name } = passkeyEndpoints.enrol.body.parse(body)
    const passkey = { id: 'id-1', name, createdAt: new Date().toISOString(), lastUsedAt: null }
    this.passkeys.push(passkey)
    return { status: 201, body: { passkey } }
  }

  #rename(id: string, body: unknown): SmallAnswer {
    const { name } = passkeyEndpoints.rename.body.parse(body)
    this.passkeys = this.passkeys.map((one) => (one.id === id ? { ...one, name } : one))
    return { status: 200, body: this.passkeys[0] }
  }

  #endSessions(id: string): SmallAnswer {
    const before = this.sessions.length
    this.sessions = this.sessions.filter((one) => one.current || (id !== '' && one.id !== id))
    if (id !== '') return { status: 204 }
    return { status: 200, body: { ended: before - this.sessions.length } }
  }

  #makeKey(body: unknown): SmallAnswer {
    const { name, roles, expiresAt } = apiKeysEndpoints.make.body.parse(body)
    const known = { id: crypto.randomUUID(), prefix: 'abcd1234', revokedAt: null, lastUsedAt: null }
    const apiKey = { ...known, name, roles, expiresAt, createdAt: new Date().toISOString() }
    this.keys = [apiKey, ...this.keys]
    return { status: 201, body: { apiKey, key: 'argus_abcd1234_secret' } }
  }
}

const refusal = (status: number, code: string): SmallAnswer => ({
  status,
  body: { error: code, code },
})

const PROFILE = {
  id: '6f1b3d4e-8a35-4f29-9b57-0d7f5b1f2c11',
  email: 'admin@argus.test',
  displayName: 'Admin',
  createdAt: '2026-01-01T00:00:00.000Z',
  lastLoginAt: null,
  hasPassword: true,
}

const SECRET = {
  secret: 'JBSWY3DPEHPK3PXP',
  uri: 'otpauth://totp/Argus:admin%40argus.test?secret=JBSWY3DPEHPK3PXP&issuer=Argus',
}

const MAKE_PASSKEY = {
  challenge: 'AAAA',
  rp: { name: 'Argus', id: 'localhost' },
  user: { id: 'AAAA', name: 'admin@argus.test', displayName: 'Admin' },
  pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
  authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
}

const RECOVERY_CODES = { recoveryCodes: ['aaaa-bbbb', 'cccc-dddd'] }
