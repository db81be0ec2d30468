import { mfaEndpoints } from '@argus/contracts/http/mfa'
import type { BodyOf } from '@argus/contracts/endpoint'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'
import type { Seals } from '@argus/db/seal'

import type { AuthConfig } from '../config.ts'
import { recordFailedStepUp, stepUp } from '../session/step-up.ts'
import { signPair, type Head } from '../token/sign.ts'
import type { SigningKeys } from '../token/signing-keys.ts'
import type { Verifiers } from '../token/verifiers.ts'
import { countBegunProof } from '../user/begin-rate.ts'
import { issueChallenge, takeChallenge } from '../user/challenge.ts'
import { spendFactor, type Factor } from '../user/factor.ts'
import { isEnrolled } from '../user/mfa.ts'
import { isSpent } from '../user/one-time-password.ts'
import { proofOptions } from '../user/passkey/ceremony.ts'
import { passkeysOf } from '../user/passkey/passkeys.ts'
import type { Passwords } from '../user/password-hash.ts'
import { countProof, forgetProofs } from '../user/proof-throttle.ts'
import { userById } from '../user/users.ts'
import { json, type Caller } from './call.ts'
import { RECENT_MS } from './recent.ts'
import { partyOf } from './passkeys.ts'
import { guarded, type Route } from './route.ts'
import { factorOf } from './second-factor.ts'
import { tokensReply } from './tokens-reply.ts'

export interface StepUpOptions {
  readonly config: Pick<AuthConfig, 'passkeys'>
  readonly db: AuthDatabase
  readonly seals: Seals
  readonly passwords: Passwords
  readonly keys: SigningKeys
  readonly verifiers: Verifiers
  readonly clock: { now(): number }
}

/** The calls by which a logged-in user proves again who they are. */
export function stepUpCalls(options: StepUpOptions): readonly Route[] {
  const { db, config, keys, clock } = options
  return [
    guarded(mfaEndpoints.beginStepUp, async (_, { session: { userId }, origin }) => {
      const party = partyOf(config)
      const passkeys = await passkeysOf(db, userId)
      if (passkeys.length === 0) throw new Refusal('not_found', 'you have no passkey')
      await countBegunProof(db, userId, { origin, now: clock.now() })
      const issued = { purpose: 'step_up', userId, now: clock.now() } as const
      const challenge = await issueChallenge(db, issued)
      return json(await proofOptions({ party, challenge }, passkeys))
    }),
    guarded(mfaEndpoints.stepUp, async ({ body }, caller) => {
      const proof = await proofOf(body, caller, options)
      const head = await prove(proof, caller, options)
      const recentUntil = new Date(clock.now() + RECENT_MS).toISOString()
      const pair = await signPair(head, keys, clock.now())
      const byCookie = await hasCookieOf(caller, options)
      return tokensReply(pair, byCookie ? head.expiresAt : undefined, { recentUntil })
    }),
  ]
}

/** Whether the refresh token of this Session is kept by the browser, out of the page's reach. */
async function hasCookieOf({ cookies, session }: Caller, { verifiers }: StepUpOptions) {
  if (cookies.rt === undefined) return false
  const verdict = await verifiers.refresh(cookies.rt)
  return verdict.valid && verdict.claims.sid === session.id
}

/** What is enough to prove: a passkey by itself; a password, with a factor where the user has any. */
type Proof =
  | { readonly type: 'passkey'; readonly factor: Factor & { readonly type: 'passkey' } }
  | { readonly type: 'password'; readonly password: string; readonly factor: Factor | undefined }

async function proofOf(
  { password, ...factors }: BodyOf<typeof mfaEndpoints.stepUp>,
  { session }: Caller,
  { db }: StepUpOptions,
): Promise<Proof> {
  const factor = factorOf(factors)
  if (password === undefined) {
    if (factor?.type === 'passkey') return { type: 'passkey', factor }
    throw new Refusal('invalid_request', 'give the password, or a passkey')
  }
  if (factor === undefined && (await isEnrolled(db, session.userId))) {
    throw new Refusal(
      'invalid_request',
      'second factors are enrolled: give one of code, recovery_code and passkey too',
    )
  }
  return { type: 'password', password, factor }
}

async function prove(proof: Proof, caller: Caller, options: StepUpOptions): Promise<Head> {
  const { db, passwords, clock } = options
  await countProof(db, caller.session.userId, clock.now())
  const before = await userById(db, caller.session.userId)
  const right =
    before !== undefined &&
    (proof.type === 'passkey' ||
      ((await passwords.verify(before.passwordHash, proof.password)) !== 'wrong' &&
        !isSpent(before, clock.now())))
  const { session, origin } = caller
  const at = new Date(clock.now())
  const proven = await db.transaction().execute(async (tx) => {
    const user = await userById(tx, session.userId)
    // The password may have been replaced while it was being verified.
    const amr =
      right && user?.passwordHash === before.passwordHash
        ? await methodsOf(tx, { proof, caller, at }, options)
        : undefined
    if (amr === undefined) {
      await recordFailedStepUp(tx, { session, origin, at })
      return undefined
    }
    await forgetProofs(tx, session.userId)
    return stepUp(tx, { session, amr, origin, at })
  })
  if (proven === undefined)
    throw new Refusal('invalid_credentials', 'this does not prove that it is you')
  return proven
}

interface Judged {
  readonly proof: Proof
  readonly caller: Caller
  readonly at: Date
}

/** The methods of a proof whose password, if it has one, was right; `undefined` where its factor is not. */
async function methodsOf(
  tx: AuthTransaction,
  { proof, caller, at }: Judged,
  { seals, config }: StepUpOptions,
): Promise<readonly string[] | undefined> {
  const { factor } = proof
  if (factor === undefined) return ['pwd']
  const { session, origin } = caller
  const now = at.getTime()
  if (factor.type === 'passkey') {
    const given = { secret: factor.challenge, purpose: 'step_up', now } as const
    if ((await takeChallenge(tx, given))?.userId !== session.userId) return undefined
  }
  const user = { id: session.userId, email: session.email }
  const keys = { seals, party: config.passkeys }
  const judged = await spendFactor(tx, { user, factor, origin, now }, keys)
  if (judged.type === 'wrong') return undefined
  return [...(proof.type === 'password' ? ['pwd'] : []), ...judged.amr, 'mfa']
}
