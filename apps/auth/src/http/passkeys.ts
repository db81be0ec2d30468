import { passkeyEndpoints, type Passkey } from '@argus/contracts/http/passkeys'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'

import type { AuthConfig } from '../config.ts'
import type { Announcer } from '../ledger/announcer.ts'
import { countBegunProof } from '../user/begin-rate.ts'
import { issueChallenge, takeChallenge } from '../user/challenge.ts'
import { mfaOf } from '../user/mfa.ts'
import { enrolmentOptions, verifyEnrolment } from '../user/passkey/ceremony.ts'
import {
  insertPasskey,
  passkeysOf,
  removePasskey,
  renamePasskey,
  type StoredPasskey,
} from '../user/passkey/passkeys.ts'
import type { RelyingParty } from '../user/passkey/relying-party.ts'
import { replaceRecoveryCodes } from '../user/recovery-codes.ts'
import { done, json } from './call.ts'
import { changeFactors, dropLooseCodes } from './change-factors.ts'
import { guarded, type Route } from './route.ts'

export interface PasskeysOptions {
  readonly config: Pick<AuthConfig, 'passkeys'>
  readonly db: AuthDatabase
  readonly announcer: Announcer
  readonly clock: { now(): number }
}

/** So many are enough for every device of a person, and few enough to look through. */
const PASSKEYS_PER_USER = 20

/** The passkeys of the caller: list, enrol, rename, remove. */
export function passkeyCalls(options: PasskeysOptions): readonly Route[] {
  const { db, clock } = options
  return [
    guarded(passkeyEndpoints.list, async (_, { session }) =>
      json({ passkeys: (await passkeysOf(db, session.userId)).map(shown) }),
    ),
    beginEnrolment(options),
    enrol(options),
    guarded(passkeyEndpoints.rename, async ({ params, body }, { session: { userId } }) => {
      const renamed = await renamePasskey(db, { userId, id: params.id }, body.name)
      if (renamed === undefined) throw noSuchPasskey()
      return json(shown(renamed))
    }),
    guarded(passkeyEndpoints.remove, async ({ params }, caller) => {
      const { userId } = caller.session
      const at = new Date(clock.now())
      await changeFactors(
        options,
        { caller, action: 'mfa.removed', method: 'passkey', at },
        async (tx) => {
          if (!(await removePasskey(tx, { userId, id: params.id }))) throw noSuchPasskey()
          await dropLooseCodes(tx, userId)
        },
      )
      return done()
    }),
  ]
}

function beginEnrolment({ db, config, clock }: PasskeysOptions): Route {
  return guarded(passkeyEndpoints.beginEnrolment, async (_, { session, origin }) => {
    const party = partyOf(config)
    const { userId, email, displayName } = session
    const known = (await passkeysOf(db, userId)).map(({ id }) => id)
    if (known.length >= PASSKEYS_PER_USER) {
      throw new Refusal('conflict', `you have ${known.length} passkeys; remove one first`)
    }
    await countBegunProof(db, userId, { origin, now: clock.now() })
    const issued = { purpose: 'passkey_enrolment', userId, now: clock.now() } as const
    const challenge = await issueChallenge(db, issued)
    const user = { id: userId, email, displayName }
    return json(await enrolmentOptions({ party, challenge }, { user, known }))
  })
}

function enrol(options: PasskeysOptions): Route {
  const { db, config, clock } = options
  return guarded(passkeyEndpoints.enrol, async ({ body }, caller) => {
    const party = partyOf(config)
    const { challenge, name, credential } = body
    const { userId } = caller.session
    const at = new Date(clock.now())
    const given = { secret: challenge, purpose: 'passkey_enrolment', now: at.getTime() } as const
    const taken = await takeChallenge(db, given)
    const key =
      taken?.userId === userId ? await verifyEnrolment({ party, challenge }, credential) : undefined
    if (key === undefined) {
      throw new Refusal(
        'invalid_credentials',
        'this passkey was not made for what was asked; begin again',
      )
    }
    const transports = credential.response.transports ?? []
    const change = { caller, action: 'mfa.enrolled', method: 'passkey', at } as const
    const made = await changeFactors(options, change, async (tx) => {
      const passkey = await insertPasskey(tx, { userId, name, key, transports, at })
      if (passkey === undefined) throw new Refusal('conflict', 'this passkey is enrolled already')
      const { recoveryCodesLeft } = await mfaOf(tx, userId)
      const codes = recoveryCodesLeft > 0 ? undefined : await replaceRecoveryCodes(tx, userId, at)
      return { passkey: shown(passkey), ...(codes && { recoveryCodes: codes }) }
    })
    return { ...json(made), status: 201 }
  })
}

/** Whom passkeys are made for here; throws a Refusal where this installation has none. */
export function partyOf({ passkeys }: Pick<AuthConfig, 'passkeys'>): RelyingParty {
  if (passkeys !== undefined) return passkeys
  throw new Refusal(
    'not_found',
    'this installation has no passkeys: an operator names the console in ARGUS_ALLOWED_ORIGINS',
  )
}

/** As its owner sees it. */
export const shown = ({ id, name, createdAt, lastUsedAt }: StoredPasskey): Passkey => ({
  id,
  name,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
})

const noSuchPasskey = (): Refusal => new Refusal('not_found', 'you have no such passkey')
